package dev.faultline.hook;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;
import org.jspecify.annotations.Nullable;

/**
 * The channels behind the file descriptors of redirected files. Such a descriptor has a number that
 * no operating system gives, so that native code which is not redirected fails with "Bad file
 * descriptor" instead of reaching a real file.
 */
final class OpenFiles {
  private static final int FIRST = 1 << 30;
  private static final JavaIOFileDescriptorAccess ACCESS =
      SharedSecrets.getJavaIOFileDescriptorAccess();
  private static final AtomicInteger LAST = new AtomicInteger(FIRST);
  private static final Map<Integer, Open> CHANNELS = new ConcurrentHashMap<>();

  private OpenFiles() {}

  record Open(FileRedirect redirect, FileChannel channel) {}

  static void open(FileDescriptor descriptor, FileRedirect redirect, FileChannel channel) {
    int number = LAST.incrementAndGet();
    CHANNELS.put(number, new Open(redirect, channel));
    ACCESS.set(descriptor, number);
  }

  /**
   * A redirected file; null for all others.
   *
   * @throws IOException if its redirect has ended
   */
  static @Nullable Open file(FileDescriptor descriptor) throws IOException {
    int number = ACCESS.get(descriptor);
    if (number < FIRST) {
      return null;
    }
    Open found = CHANNELS.get(number);
    if (found == null) {
      throw new IOException("Stream Closed");
    }
    return found;
  }

  /** As {@link #file}, the channel alone. */
  static @Nullable FileChannel of(FileDescriptor descriptor) throws IOException {
    Open found = file(descriptor);
    return found == null ? null : found.channel();
  }

  /** Closes a redirected file; false for others. */
  static boolean close(FileDescriptor descriptor) throws IOException {
    int number = ACCESS.get(descriptor);
    if (number < FIRST) {
      return false;
    }
    ACCESS.set(descriptor, -1);
    Open found = CHANNELS.remove(number);
    if (found != null) {
      found.channel().close();
    }
    return true;
  }

  /** Its file system has closed them. */
  static void forgetAll(FileRedirect redirect) {
    CHANNELS.values().removeIf(file -> file.redirect() == redirect);
  }

  static void closeAll(FileRedirect redirect) {
    CHANNELS
        .values()
        .removeIf(file -> {
          if (file.redirect() != redirect) {
            return false;
          }
          try {
            file.channel().close();
          } catch (IOException e) {
            // Nobody waits for it any more.
          }
          return true;
        });
  }
}
