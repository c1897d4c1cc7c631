package dev.faultline.mount;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.faultline.mount.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * One random operation after the other on the files below a folder, from a seed. Two folders on
 * which the same seed runs come to the same answers, if both keep to the rules of the system.
 */
final class RandomOperations implements AutoCloseable {
  private static final int O_RDONLY = 0;
  private static final int O_RDWR = 2;
  private static final int O_WRONLY = 1;
  private static final int ENXIO = 6;
  private static final int EISDIR = 21;
  private static final int HANDLES = 12;

  /** Times that are set, in seconds, lie before this one; and nanoseconds, as they must. */
  private static final long LATEST_SET = 1_000_000_000;

  private static final int LONGEST = 70_000;
  private static final long LARGEST = 400_000;
  private static final String[] NAMES = {"a", "b", "c", "d", "e e", "é", "d1", "d2"};

  private final SplittableRandom random;
  private final Libc libc;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment data = arena.allocate(LONGEST);
  private final MemorySegment text = arena.allocate(4096, 8);
  private final int folder;
  private final int[] handles = new int[HANDLES];
  private final boolean exactHoles;

  /** Exact holes: where the file system has holes by a rule, as tmpfs has for each page. */
  RandomOperations(String folder, long seed, boolean exactHoles) {
    this.exactHoles = exactHoles;
    random = new SplittableRandom(seed);
    libc = new Libc(arena);
    this.folder = libc.openat(-1, address(folder), O_RDONLY | Flags.O_DIRECTORY, 0);
    if (this.folder < 0) {
      throw new IllegalStateException("cannot open " + folder + ": " + this.folder);
    }
    java.util.Arrays.fill(handles, -1);
  }

  private long address(String text) {
    return arena.allocateFrom(text).address();
  }

  /** Makes the next operation; what it was and what came of it. */
  String next() {
    int kind = random.nextInt(100);
    int handle = random.nextInt(HANDLES);
    String path = path();
    String other = path();
    if (kind < 12) {
      return open(handle, path);
    } else if (kind < 30) {
      return write(handle);
    } else if (kind < 44) {
      return read(handle);
    } else if (kind < 50) {
      long size = random.nextLong(LARGEST);
      return "ftruncate " + handle + " " + size + " = " + libc.ftruncate(handles[handle], size);
    } else if (kind < 55) {
      return allocate(handle);
    } else if (kind < 58) {
      return copy(handle, random.nextInt(HANDLES));
    } else if (kind < 61) {
      long offset = random.nextLong(LARGEST);
      int whence = random.nextBoolean() ? 3 : 4;
      if (libc.pread(handles[handle], data.address(), 1, 0) == -EISDIR) {
        // The kernel does not ask a file system in user space where a folder has holes.
        return "lseek in a folder";
      }
      long result = libc.lseek(handles[handle], offset, whence);
      String seek = "lseek %d %d %d = ".formatted(handle, offset, whence);
      // Elsewhere where holes are is the system's choice, which may fall otherwise on another file.
      boolean either = !exactHoles && (result >= 0 || result == -ENXIO);
      return seek + (either ? "found" : result);
    } else if (kind < 65) {
      return "unlink " + path + " " + libc.unlinkat(folder, address(path), 0);
    } else if (kind < 69) {
      int flags = random.nextInt(3);
      return "rename %s %s %d %d"
          .formatted(
              path,
              other,
              flags,
              libc.renameat2(folder, address(path), folder, address(other), flags));
    } else if (kind < 72) {
      return "link %s %s %d"
          .formatted(path, other, libc.linkat(folder, address(path), folder, address(other), 0));
    } else if (kind < 75) {
      return "symlink %s %s %d"
          .formatted(other, path, libc.symlinkat(address(other), folder, address(path)));
    } else if (kind < 78) {
      return "mkdir " + path + " " + libc.mkdirat(folder, address(path), mode());
    } else if (kind < 80) {
      return "rmdir " + path + " " + libc.unlinkat(folder, address(path), 0x200);
    } else if (kind < 86) {
      return status(path);
    } else if (kind < 88) {
      return changeMode(path);
    } else if (kind < 90) {
      return times(path);
    } else if (kind < 92) {
      return list(path);
    } else if (kind < 94) {
      return readLink(path);
    } else if (kind < 97) {
      return extended(handle);
    } else if (kind < 98) {
      return unnamed(handle, path);
    }
    return "fsync " + handle + " " + libc.fsync(handles[handle]);
  }

  private int mode() {
    return random.nextInt(01000) | 0700;
  }

  private String path() {
    String name = NAMES[random.nextInt(NAMES.length)];
    return random.nextInt(3) > 0 ? name : "d" + (1 + random.nextInt(2)) + "/" + name;
  }

  private String open(int handle, String path) {
    int flags =
        new int[] {O_RDONLY, O_RDWR, O_RDWR, O_WRONLY}[random.nextInt(4)]
            | (random.nextInt(3) > 0 ? Flags.O_CREAT : 0)
            | (random.nextInt(6) == 0 ? Flags.O_EXCL : 0)
            | (random.nextInt(6) == 0 ? Flags.O_TRUNC : 0)
            | (random.nextInt(8) == 0 ? Flags.O_APPEND : 0)
            | (random.nextInt(8) == 0 ? Flags.O_NOFOLLOW : 0);
    int mode = mode();
    if (handles[handle] >= 0) {
      libc.close(handles[handle]);
      handles[handle] = -1;
    }
    int result = libc.openat(folder, address(path), flags, mode);
    handles[handle] = result >= 0 ? result : -1;
    return "open %d %s %x %s".formatted(handle, path, flags, result >= 0 ? "ok" : result);
  }

  private String write(int handle) {
    long offset = random.nextLong(LARGEST);
    int length = 1 + random.nextInt(random.nextInt(8) == 0 ? LONGEST : 5_000);
    byte first = (byte) random.nextInt();
    for (int i = 0; i < length; i++) {
      data.set(JAVA_BYTE, i, (byte) (first + i * 31));
    }
    long result = libc.pwrite(handles[handle], data.address(), length, offset);
    return "pwrite %d %d at %d = %d".formatted(handle, length, offset, result);
  }

  private String read(int handle) {
    long offset = random.nextLong(LARGEST);
    int length = 1 + random.nextInt(LONGEST);
    long result = libc.pread(handles[handle], data.address(), length, offset);
    return "pread %d %d at %d = %d %x"
        .formatted(handle, length, offset, result, hash(data, Math.max(0, result)));
  }

  private static long hash(MemorySegment bytes, long length) {
    long hash = 1;
    for (long i = 0; i < length; i++) {
      hash = hash * 31 + bytes.get(JAVA_BYTE, i);
    }
    return hash;
  }

  private String allocate(int handle) {
    // Allocate, keep the size, punch a hole, zero a range.
    int mode = new int[] {0, 1, 3, 0x10}[random.nextInt(4)];
    long offset = random.nextLong(LARGEST);
    long length = 1 + random.nextLong(50_000);
    return "fallocate %d %d %d+%d = %d"
        .formatted(
            handle, mode, offset, length, libc.fallocate(handles[handle], mode, offset, length));
  }

  private String copy(int from, int to) {
    text.set(JAVA_LONG, 0, random.nextLong(LARGEST));
    text.set(JAVA_LONG, 8, random.nextLong(LARGEST));
    long length = 1 + random.nextLong(30_000);
    return "copy %d %d %d = %d"
        .formatted(
            from,
            to,
            length,
            libc.copyFileRange(
                handles[from], text.address(), handles[to], text.address() + 8, length));
  }

  private String status(String path) {
    int result = libc.statx(folder, address(path), 0x100, 0x7ff, text.address());
    if (result < 0) {
      return "stat " + path + " " + result;
    }
    int mode = Short.toUnsignedInt(text.get(JAVA_SHORT, 28));
    boolean isFolder = (mode & 0170000) == 0040000;
    // How large a folder is depends on what has ever been in it.
    return "stat %s %o links %d size %d user %d"
        .formatted(
            path,
            mode,
            text.get(JAVA_INT, 16),
            isFolder ? 0 : text.get(JAVA_LONG, 40),
            text.get(JAVA_INT, 20));
  }

  private String changeMode(String path) {
    int handle = libc.openat(folder, address(path), O_RDONLY | Flags.O_NOFOLLOW, 0);
    if (handle < 0) {
      return "chmod " + path + " " + handle;
    }
    int mode = mode() | (random.nextInt(4) == 0 ? 06000 : 0);
    int result = libc.fchmod(handle, mode);
    libc.close(handle);
    return "chmod %s %o %d".formatted(path, mode, result);
  }

  private String times(String path) {
    for (int i = 0; i < 4; i++) {
      text.set(JAVA_LONG, 8 * i, random.nextLong(LATEST_SET));
    }
    int result = libc.utimensat(folder, address(path), text.address(), 0x100);
    if (result < 0) {
      return "utimens " + path + " " + result;
    }
    libc.statx(folder, address(path), 0x100, 0x7ff, text.address());
    long accessed = text.get(JAVA_LONG, 64);
    // Where the system has noted an access since, the time is its own.
    return "utimens %s %s %d.%d"
        .formatted(
            path,
            accessed < LATEST_SET ? accessed + "." + text.get(JAVA_INT, 72) : "accessed",
            text.get(JAVA_LONG, 112),
            text.get(JAVA_INT, 120));
  }

  private String list(String path) {
    int handle = libc.openat(folder, address(path), O_RDONLY | Flags.O_DIRECTORY, 0);
    if (handle < 0) {
      return "list " + path + " " + handle;
    }
    TreeSet<String> names = new TreeSet<>();
    for (long read; (read = libc.getdents(handle, text.address(), 512)) > 0; ) {
      for (long at = 0;
          at < read;
          at += Short.toUnsignedInt(text.get(JAVA_SHORT.withByteAlignment(1), at + 16))) {
        names.add(text.getString(at + 19, StandardCharsets.UTF_8));
      }
    }
    libc.close(handle);
    return "list " + path + " " + names;
  }

  private String readLink(String path) {
    long result = libc.readlinkat(folder, address(path), text.address(), 4096);
    return "readlink " + path + " " + result + " " + hash(text, Math.max(0, result));
  }

  private String extended(int handle) {
    long name = address("user." + NAMES[random.nextInt(2)]);
    long path = address("/proc/self/fd/" + handles[handle]);
    int what = random.nextInt(4);
    long result =
        switch (what) {
          case 0 -> {
            text.fill((byte) random.nextInt(100));
            yield libc.setxattr(path, name, text.address(), random.nextInt(60), random.nextInt(3));
          }
          case 1 -> libc.getxattr(path, name, text.address(), random.nextInt(2) * 4096);
          case 2 -> libc.listxattr(path, text.address(), random.nextInt(2) * 4096);
          default -> libc.removexattr(path, name);
        };
    return "xattr %d %d = %d".formatted(what, handle, handles[handle] < 0 ? 0 : result);
  }

  /** Makes a file without a name, writes to it, and links it. */
  private String unnamed(int handle, String path) {
    if (handles[handle] >= 0) {
      libc.close(handles[handle]);
      handles[handle] = -1;
    }
    int result = libc.openat(folder, address("."), Flags.O_TMPFILE | O_RDWR, mode());
    if (result < 0) {
      return "tmpfile " + result;
    }
    handles[handle] = result;
    data.fill((byte) 7);
    long written = libc.pwrite(result, data.address(), 100, 5);
    int linked = libc.linkat(-1, address("/proc/self/fd/" + result), folder, address(path), 0x400);
    return "tmpfile " + written + " " + path + " " + linked;
  }

  @Override
  public void close() {
    for (int handle : handles) {
      if (handle >= 0) {
        libc.close(handle);
      }
    }
    libc.close(folder);
    arena.close();
  }
}
