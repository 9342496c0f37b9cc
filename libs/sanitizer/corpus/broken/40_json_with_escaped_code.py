{"code": "import zlib\n"
