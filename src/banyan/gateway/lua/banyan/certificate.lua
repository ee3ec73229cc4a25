-- The certificate that clients are shown: the latest, from shared memory. A renewed one is put there by an order
-- (banyan.control), and no connection notices; reading nginx's configuration anew would cut idle ones.

local ssl = require("ngx.ssl")
local report = require("banyan.core.report")

local shared = ngx.shared.banyan
local VERSION, CERTIFICATE, KEY = "tls:version", "tls:certificate", "tls:key"

local _M = {}

-- What this worker has parsed; parsing is done once a version.
local parsed = { version = 0 }

local function parse(certificate, key)
    local chain, err = ssl.parse_pem_cert(certificate)
    if not chain then
        return nil, "the certificate: " .. err
    end
    local secret
    secret, err = ssl.parse_pem_priv_key(key)
    if not secret then
        return nil, "the key: " .. err
    end
    return { chain = chain, key = secret }
end

-- From now on this one is shown. PEM texts; that they belong together the caller has checked. nil and why not.
function _M.replace(certificate, key)
    local fit, err = parse(certificate, key)
    if not fit then
        return nil, err
    end
    for name, value in pairs({ [CERTIFICATE] = certificate, [KEY] = key }) do
        local stored
        stored, err = shared:safe_set(name, value)
        if not stored then
            return nil, "shared memory: " .. err
        end
    end
    return shared:incr(VERSION, 1, 0)
end

local function latest()
    local version = shared:get(VERSION)
    if version ~= parsed.version then
        local found, err = parse(shared:get(CERTIFICATE), shared:get(KEY))
        if not found then
            return nil, err
        end
        found.version = version
        parsed = found
    end
    return parsed
end

-- During the handshake. Where anything fails nginx shows what it started with.
function _M.show()
    local found, err = latest()
    if not found then
        report.fault(err)
        return
    end
    ssl.clear_certs()
    ssl.set_cert(found.chain)
    ssl.set_priv_key(found.key)
end

return _M
