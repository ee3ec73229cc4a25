-- Run once by the master, before it forks: the workers share what is read here until the next reload.

local cache = require("banyan.cache.configure")
local certificate = require("banyan.certificate")
local errors = require("banyan.errors")
local follower = require("banyan.follower")
local joined_files = require("banyan.joined_files")
local resources = require("banyan.core.resources")
local routes = require("banyan.routes")

local function required(value, err)
    if not value then
        error("banyan: " .. err)
    end
    return value
end

local read = required(resources.read(ngx.config.prefix() .. "conf/resources.json"))
errors.configure(read.errors)
cache.configure(read.cache)
routes.configure(read.cache.routes, read.cache.not_canonical)
follower.configure(read.stream)
if read.joined then
    joined_files.configure(read.joined)
end
if read.tls then
    -- As the master's user: the key is for nobody else.
    local chain = required(resources.read_text(read.tls.certificate))
    required(certificate.replace(chain, required(resources.read_text(read.tls.key))))
end
