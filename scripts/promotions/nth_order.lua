--- A percentage off one of a buyer's orders: the first, the tenth, each tenth.

local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "nth_order",
  title = "{percent} off your order number {nth}",
  stage = "order",

  params = {
    nth = param.quantity { label = "Which order", default = 10 },
    repeats = param.boolean { label = "Again after as many more", default = false },
    percent = param.percent { label = "Discount", default = 10 },
  },

  evaluate = function(cart, params)
    local placed = cart.buyer.order_count
    if not placed then return nil end

    local number = placed + 1
    if params.repeats then number = (number - 1) % params.nth + 1 end
    if number > params.nth then return nil end
    if number == params.nth then return give.percent(cart, params.percent) end

    return nil,
      hint.of { kind = "orders", wanted = params.nth, actual = number }
  end,
}
