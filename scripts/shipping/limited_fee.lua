--- One fee for parcels within limits: of what the goods are worth after
--- discounts including tax, of their weight, of which goods they are.

local param <const> = require "kontor.param"
local shipping_method <const> = require "kontor.shipping_method"

--- The limit that the value misses, if any.
local function missed(value, least, most)
  if least and value < least then return least end
  if most and value > most then return most end
end

--- How many units must be of the chosen products, by the param `holds`.
local fits <const> = {
  any = function(chosen) return chosen > 0 end,
  all = function(chosen, units) return chosen == units end,
  none = function(chosen) return chosen == 0 end,
}

return shipping_method {
  code = "limited_fee",
  title = "Delivery",

  params = {
    fee = param.money { label = "Fee" },
    per = param.choice {
      label = "For the parcel, or for each unit",
      of = { "parcel", "unit" },
      default = "parcel",
    },
    worth_min = param.money { label = "Goods worth at least", optional = true },
    worth_max = param.money { label = "Goods worth at most", optional = true },
    weight_min_g = param.quantity { label = "Weight in grams at least", optional = true },
    weight_max_g = param.quantity { label = "Weight in grams at most", optional = true },
    products = param.products { label = "For these products" },
    holds = param.choice {
      label = "Units of these products in the parcel",
      of = { "any", "all", "none" },
      default = "any",
    },
  },

  quote = function(parcel, _, params)
    local worth <const> = parcel.subtotal
    local limit = missed(worth, params.worth_min, params.worth_max)
    if limit then return nil, "not for goods of this worth", limit, worth end
    local weight_g <const> = parcel.weight_g
    limit = missed(weight_g, params.weight_min_g, params.weight_max_g)
    if limit then return nil, "not for this weight", limit, weight_g end
    local units = parcel.quantity
    local chosen = parcel:quantity_of(params.products)
    if not fits[params.holds](chosen, units) then
      return nil, "not for these products", params.holds, chosen
    end

    return params.per == "unit" and params.fee * units or params.fee
  end,
}
