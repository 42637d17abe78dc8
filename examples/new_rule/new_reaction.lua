--- A note to the order when it is placed.

local job <const> = require "kontor.job"
local param <const> = require "kontor.param"
local reaction <const> = require "kontor.reaction"

return reaction {
  code = "new_reaction",
  title = "Note on new orders",
  on = "order.placed",

  params = {
    text = param.text { label = "Text", default = "Check the address", max = 200 },
  },

  -- Jobs that are done after the event is on the disk, and tried again.
  react = function(event, params)
    return job.note { text = params.text .. ": " .. event.order.number }
  end,
}
