--- Buy some of these, get some of those cheaper or free. The dearest that fit
--- are the ones to pay for; of equally dear ones, and where too few to give
--- would be left, those that are bought only. A unit serves once. A round is
--- given in full or not at all.

local choice <const> = require "lib.choice"
local give <const> = require "kontor.give"
local hint <const> = require "kontor.hint"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

--- How many rounds there are units for, if none served twice.
local function count_rounds(buyable, givable, params)
  local all = #buyable + #givable:without(buyable)
  local rounds = math.min(#buyable // params.buy, #givable // params.get,
                          all // (params.buy + params.get))
  return params.repeats and rounds or math.min(rounds, 1)
end

--- Those to pay for, and those that are left to give.
local function split(buyable, givable, paying, giving)
  local paid = buyable:dearest(paying)
  local left = givable:without(paid)
  local only = buyable:without(givable)
  if #only == 0 or #only == #buyable then return paid, left end

  local first = only:dearest(paying)
  local rest = buyable:without(first):dearest(paying - #first)
  local sparing = choice.union(buyable, first, rest)
  if #left >= giving and sparing.amount < paid.amount then
    return paid, left
  end
  return sparing, givable:without(sparing)
end

return promotion {
  code = "buy_these_get_those",
  title = "Buy {buy}, get {get}",
  stage = "item",

  params = {
    buy = param.quantity { label = "Units to pay for", default = 1, min = 1 },
    bought = param.products { label = "Of these products" },
    get = param.quantity { label = "Units made cheaper", default = 1, min = 1 },
    given = param.products { label = "Of these products" },
    percent = param.percent { label = "Discount on them", default = 100 },
    amount = param.money { label = "Or an amount off each of them", default = 0 },
    pick = param.choice {
      label = "Which of them",
      of = { "cheapest", "dearest" },
      default = "cheapest",
    },
    repeats = param.boolean {
      label = "As often as the cart holds enough",
      default = false,
    },
  },

  evaluate = function(cart, params)
    local buyable = cart:untaken(params.bought)
    local givable = cart:untaken(params.given)
    if #buyable < params.buy then
      return nil, hint.add_units(params.buy - #buyable, params.buy)
    end

    for rounds = count_rounds(buyable, givable, params), 1, -1 do
      local count = rounds * params.get
      local paid, left = split(buyable, givable, rounds * params.buy, count)
      if #left >= count then
        local given = params.pick == "dearest" and left:dearest(count)
          or left:cheapest(count)
        local effects = params.amount > 0
          and give.amount_each(given, params.amount)
          or give.percent(given, params.percent)
        return effects:taking(paid)
      end
    end
    return nil
  end,
}
