---@meta kontor.reaction
-- luacheck: ignore 212

--- Declares what to do after something happened (scripts/orders/<code>.lua). It
--- answers jobs; the core runs and retries them.
---
--- ```lua
--- return reaction {
---   code = "thank_you",
---   title = "Thank the buyer",
---   on = "order.placed",
---   react = function(event)
---     return job.mail { template = "thank_you", to = event.order.email }
---   end,
--- }
--- ```
--- The event has id ("evt_…", the same when it is told again), topic
--- ("order.placed"), at (RFC 3339), payment_id (or nil) and order: the order of
--- now as the HTTP API tells it. One that fails is asked again for three days.
---@class kontor.ReactionSpec
---@field code string
---@field title string
---@field help? string
---@field on string|string[] Events: "order.placed", "order.paid", …
---@field params? table<string, kontor.Param>
---@field react fun(event: kontor.Record, params: kontor.Params): kontor.Job|kontor.Job[]|false|nil

---@param spec kontor.ReactionSpec
---@return kontor.Declaration
local function reaction(spec) end

return reaction
