--- a/codec.py
+++ b/codec.py
@@ -1,3 +1,4 @@
 import zlib
+import lzma
