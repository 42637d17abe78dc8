--- The fee rises with the weight: each step holds up to its weight. Heavier
--- parcels than the last step are not taken.

local param <const> = require "kontor.param"
local shipping_method <const> = require "kontor.shipping_method"

return shipping_method {
  code = "by_weight",
  title = "Delivery by weight",

  params = {
    steps = param.list {
      label = "Steps",
      ascending = "up_to_g",
      min = 1,
      of = {
        up_to_g = param.quantity { label = "Up to so many grams" },
        fee = param.money { label = "Fee" },
      },
    },
    countries = param.countries { label = "To these countries (none: all)", default = {} },
  },

  quote = function(parcel, destination, params)
    local countries = params.countries
    if #countries > 0 and destination.is_known
      and not countries:has(destination.country) then
      return nil, "not to " .. destination.country
    end

    local steps = params.steps
    for _, step in ipairs(steps) do
      if parcel.weight_g <= step.up_to_g then return step.fee end
    end
    return nil, "too heavy", steps[#steps].up_to_g, parcel.weight_g
  end,
}
