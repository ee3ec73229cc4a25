-- The cache as the settings want it: once, before any request.

local fill = require("banyan.cache.fill")
local flight = require("banyan.cache.flight")
local positions = require("banyan.cache.positions")
local second_level = require("banyan.cache.second_level")

local _M = {}

-- The `cache` of resources.json.
function _M.configure(settings)
    fill.configure(settings.largest)
    flight.configure(settings.wait)
    positions.configure(settings.follows)
    second_level.configure(settings.redis, settings.largest)
    -- Loaded before the workers are forked.
    require("banyan.cache.rescue")
    require("banyan.cache.serve")
    require("banyan.site")
end

return _M
