---@meta kontor.job
-- luacheck: ignore 212

--- What a reaction wants done. data is any table of texts, integers, booleans,
--- lists and objects; delay_s puts the job off. At most 100 jobs for an event,
--- 64 KiB each. Notes are written by Kontor; mails, webhooks and calls are kept
--- and wait, since this version sends none.
---
--- ```lua
--- return job.webhook {
---   url = "https://erp.example/orders",
---   data = { id = event.id },
--- }
--- ```
local job = {}

---@class kontor.Job

---@param fields { template: string, to: string, subject?: string, locale?: string, data?: table, delay_s?: integer }
---@return kontor.Job
function job.mail(fields) end

---@param fields { url: string, data?: table, delay_s?: integer }
---@return kontor.Job
function job.webhook(fields) end

--- A note on the order, for its staff; at most 1000 characters.
---@param fields { text: string, delay_s?: integer }
---@return kontor.Job
function job.note(fields) end

--- Runs a job of the shop by its name.
---@param fields { name: string, data?: table, delay_s?: integer }
---@return kontor.Job
function job.call(fields) end

return job
