--- One rate for everything; books have a lower one.

local param <const> = require "kontor.param"
local tax <const> = require "kontor.tax"
local tax_rule <const> = require "kontor.tax_rule"

return tax_rule {
  code = "new_tax_rule",
  title = "VAT {percent}",

  params = {
    percent = param.percent { label = "Rate", default = 20 },
    reduced = param.percent { label = "Rate of books", default = 5 },
  },

  treat = function(line, _, params)
    local ppm = line.tax_class == "books" and params.reduced or params.percent

    return tax.at(tax.rate { name = "VAT", ppm = ppm })
  end,
}
