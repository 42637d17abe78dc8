--- Hide a rate: no express to post boxes, nor for what is too heavy.

local param <const> = require "kontor.param"
local shipping_method <const> = require "kontor.shipping_method"

local boxes <const> =
  { "p%.?%s*o%.?%s*box", "post%s*box", "postfach", "packstation" }

--- True when a line of the address reads like a post box.
local function is_box(address)
  local text = (address.line1 .. " " .. address.line2):lower()
  for _, pattern in ipairs(boxes) do
    if text:find(pattern) then return true end
  end
  return false
end

return shipping_method {
  code = "no_boxes",
  title = "Express",

  params = {
    fee = param.money { label = "Fee", default = 990 },
    weight_max = param.quantity { label = "Grams at most", default = 20000 },
  },

  quote = function(parcel, destination, params)
    if destination.is_known and is_box(destination) then
      return nil, "no post boxes"
    end
    if parcel.weight_g > params.weight_max then return nil, "too heavy" end

    return params.fee
  end,
}
