--- A percentage off on some weekdays between two times of the day, in the time
--- zone of the channel. A window that ends before it begins goes over midnight
--- and belongs to the day on which it began.

local give <const> = require "kontor.give"
local param <const> = require "kontor.param"
local promotion <const> = require "kontor.promotion"

local minutes_of_day <const> = 24 * 60

local function among(days, weekday)
  if #days == 0 then return true end
  for _, day in ipairs(days) do
    if day.weekday == weekday then return true end
  end
  return false
end

return promotion {
  code = "happy_hours",
  title = "{percent} off at this hour",
  stage = "item",

  params = {
    percent = param.percent { label = "Discount" },
    weekdays = param.list {
      label = "On these days; none: every day",
      of = {
        weekday = param.integer { label = "1 Monday to 7 Sunday", min = 1, max = 7 },
      },
      default = {},
    },
    from = param.integer {
      label = "From this minute of the day",
      default = 0,
      min = 0,
      max = 1439,
    },
    to = param.integer {
      label = "Until before this minute",
      default = 1440,
      min = 1,
      max = 1440,
    },
    products = param.products { label = "Among these products" },
  },

  evaluate = function(cart, params)
    local time = cart.time
    local minute = time.hour * 60 + time.minute
    local length = (params.to - params.from - 1) % minutes_of_day + 1
    local since = (minute - params.from) % minutes_of_day
    if since >= length then return nil end

    local began = since > minute and (time.weekday + 5) % 7 + 1 or time.weekday
    if not among(params.weekdays, began) then return nil end

    return give.percent(cart:units(params.products), params.percent)
  end,
}
