--- Points that the buyer collected pay for a part of the goods: as many as the
--- cart asks for, in steps, up to a share of the order.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local money <const> = require "kontor.money"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "loyalty_points",
  title = "Paid with points",
  stage = "order",

  params = {
    worth = param.money { label = "What a step is worth", min = 1, default = 1 },
    step = param.quantity { label = "Points of a step", default = 1 },
    least = param.quantity { label = "At least so many points", default = 1 },
    percent = param.percent {
      label = "At most so much of the goods",
      default = 100,
    },
  },

  evaluate = function(cart, params)
    local wanted = cart.points
    local most = money.share(cart.subtotal, params.percent)
    local steps = math.min(wanted // params.step, most // params.worth)
    local points = steps * params.step
    if points > 0 and points >= params.least then
      local off = money.multiply(params.worth, steps)
      return give.amount(cart, off):for_points(points)
    end
    if wanted == 0 or wanted >= params.least then return nil end

    return nil,
      hint.of { kind = "points", wanted = params.least, actual = wanted }
  end,
}
