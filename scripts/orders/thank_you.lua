--- A mail of thanks for every placed order.

local job <const> = require "kontor.job"
local param <const> = require "kontor.param"
local reaction <const> = require "kontor.reaction"

return reaction {
  code = "thank_you",
  title = "Thank the buyer",
  on = "order.placed",

  params = {
    template = param.code { label = "Mail template", default = "thank_you" },
  },

  react = function(event, params)
    local order = event.order
    return job.mail {
      template = params.template,
      to = order.email,
      locale = order.locale,
      data = { number = order.number, total = order.totals.total, currency = order.currency },
    }
  end,
}
