--- A percentage off around the buyer's birthday, some days before and after.

local days <const> = require "lib.days"
local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

return promotion {
  code = "birthday",
  title = "{percent} off for your birthday",
  stage = "order",

  params = {
    percent = param.percent { label = "Discount", default = 10 },
    before = param.integer { label = "From so many days before", default = 7, min = 0, max = 90 },
    after = param.integer { label = "To so many days after", default = 7, min = 0, max = 90 },
  },

  evaluate = function(cart, params)
    local month, day = cart.buyer.birthday:match("^(%d%d)-(%d%d)$")
    if not month then return nil end

    local birthday = { month = tonumber(month), day = tonumber(day) }
    local since = days.since(cart.time, birthday)
    if since < -params.before or since > params.after then return nil end

    return give.percent(cart, params.percent)
  end,
}
