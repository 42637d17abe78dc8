--- The rates of the shop's tax zones: those of the most specific zone at the
--- address that hold at the moment, for the tax class of the line.

local param <const> = require "kontor.param"
local tax <const> = require "kontor.tax"
local tax_rule <const> = require "kontor.tax_rule"

return tax_rule {
  code = "zone_rates",
  title = "Rates of tax zones",

  params = {
    fallback = param.code {
      label = "Tax class that counts where one has no rate",
      optional = true,
    },
    reverse_charge = param.boolean {
      label = "No tax for a business with a VAT id in another country",
      default = false,
    },
  },

  treat = function(line, sale, params)
    local rates = sale:rates(line.tax_class)
    if not rates and params.fallback then
      rates = sale:rates(params.fallback)
    end
    if rates and params.reverse_charge and sale.is_cross_border
      and sale.buyer.has_vat_id
      and sale.buyer.vat_country ~= sale.home_country then
      return tax.reverse_charge("Reverse charge")
    end

    return tax.at(rates)
  end,
}
