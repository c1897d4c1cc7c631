package dev.faultline.disk.fault;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An {@link Injection} that is being put together; the first error counts. */
final class Decision {
  final List<Long> rot = new ArrayList<>();
  final List<Long> flips = new ArrayList<>();
  long delayNanos;
  boolean hangs;
  Injection.@Nullable Unwritten unwritten;
  @Nullable Errno errno;
  long length;
  boolean lost;
  long byBytes;
  boolean stale;
  boolean kills;
  Effect.@Nullable Crashing crash;

  Decision(Request request) {
    length = request.length();
  }

  void fail(@Nullable Errno with) {
    if (errno == null) {
      errno = with;
    }
  }

  void grant(long bytes) {
    length = Math.min(length, bytes);
  }

  void shorten(Effect.Short shortened) {
    long bytes = shortened.bytes() > 0 ? shortened.bytes() : (long) (length * shortened.share());
    grant(Math.max(1, bytes));
  }

  Injection injection() {
    return new Injection(
        delayNanos,
        hangs,
        rot,
        unwritten,
        errno,
        length,
        flips,
        lost,
        byBytes,
        stale,
        kills,
        crash);
  }
}
