--- One rate for everything, or one for each tax class.

local param <const> = require "kontor.param"
local tax <const> = require "kontor.tax"
local tax_rule <const> = require "kontor.tax_rule"

return tax_rule {
  code = "flat_rate",
  title = "{name} {percent}",

  params = {
    name = param.text { label = "Name on the invoice", default = "Tax", max = 60 },
    percent = param.percent { label = "Rate" },
    classes = param.list {
      label = "Other rates",
      of = {
        class = param.code { label = "Tax class" },
        percent = param.percent { label = "Rate" },
      },
      default = {},
    },
  },

  treat = function(line, _, params)
    local ppm = params.percent
    for _, other in ipairs(params.classes) do
      if other.class == line.tax_class then ppm = other.percent end
    end

    return tax.at(tax.rate { name = params.name, ppm = ppm })
  end,
}
