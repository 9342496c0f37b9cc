import type { Track } from './candidate.ts';

/** Modules beyond the standard library that a lane may have, by the track that opens them. `codeckit` is in every jail. */
export const TRACK_MODULES: Readonly<Record<Track, readonly string[]>> = {
  pure: ['numpy', 'torch', 'codeckit'],
  open: ['numpy', 'torch', 'codeckit', 'cv2', 'PIL'],
};

/** Modules that a JavaScript candidate may import. */
export const JAVASCRIPT_MODULES = ['codeckit'] as const;

/** What a JavaScript candidate finds besides the language itself. */
export const JAVASCRIPT_HOST_GLOBALS = ['console'] as const;

/**
 * Standard library of Python 3.11 as the interpreter's own package ships it on Debian: without the graphical toolkit,
 * the installer and the build tools, which are packaged apart.
 */
export const STANDARD_LIBRARY: ReadonlySet<string> = new Set(
  `__future__ _thread abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb
  binascii bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys
  compileall concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime
  dbm decimal difflib dis doctest email encodings enum errno faulthandler fcntl filecmp fileinput fnmatch fractions
  ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http imaplib
  imghdr imp importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox mailcap
  marshal math mimetypes mmap modulefinder multiprocessing netrc nis nntplib ntpath nturl2path numbers opcode operator
  optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint
  profile pstats pty pwd py_compile pyclbr pydoc queue quopri random re readline reprlib resource rlcompleter runpy
  sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3
  sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys
  sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit token tokenize
  tomllib trace traceback tracemalloc tty turtle types typing unicodedata unittest urllib uu uuid warnings wave weakref
  webbrowser wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`.split(/\s+/u),
);
