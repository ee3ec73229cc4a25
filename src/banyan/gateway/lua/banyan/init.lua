-- Run once by the master, before it forks: the workers share what is read here until the next reload.

local errors = require("banyan.errors")
local resources = require("banyan.core.resources")

local file = ngx.config.prefix() .. "conf/resources.json"
local read, err = resources.read(file)
if not read then
    error("banyan: " .. err)
end
errors.configure(read.errors)
