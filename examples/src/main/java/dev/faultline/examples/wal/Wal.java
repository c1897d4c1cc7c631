package dev.faultline.examples.wal;

import dev.faultline.disk.crash.Crash;
import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.CrashProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts into a write-ahead log, and checks after a crash that all acknowledged puts are there, and
 * nothing that was never put. The nested classes are what {@code ./faultline crash} takes.
 */
public class Wal implements CrashProgram, CrashChecker {
  private static final int PUTS = 6;
  private static final int CHECKPOINT_AFTER = 3;

  private static final String FILLER = ".".repeat(600);

  private final Mistake mistake;

  /** The log without a mistake. */
  public Wal() {
    this(Mistake.NONE);
  }

  Wal(Mistake mistake) {
    this.mistake = mistake;
  }

  private static String key(int i) {
    return "k" + i % 4;
  }

  /** Longer than a sector, so that it can be torn. */
  private static String value(int i) {
    return "value " + i + FILLER;
  }

  @Override
  public void run(Path directory) throws IOException {
    try (WriteAheadLog log = new WriteAheadLog(directory, mistake)) {
      for (int i = 0; i < PUTS; i++) {
        log.put(key(i), value(i));
        Crash.acknowledge("put " + i);
        if (i + 1 == CHECKPOINT_AFTER) {
          Crash.label("checkpoint");
          log.checkpoint();
          Crash.label("checkpoint done");
        }
      }
    }
  }

  @Override
  public String check(Path directory, List<String> acknowledged) throws IOException {
    try (WriteAheadLog log = new WriteAheadLog(directory, mistake)) {
      Map<String, String> expected = new TreeMap<>();
      for (int puts = 0; puts <= PUTS; puts++) {
        if (puts >= acknowledged.size() && log.entries().equals(expected)) {
          return expected.toString().replace(FILLER, "");
        }
        expected.put(key(puts), value(puts));
      }
      throw new IllegalStateException(
          acknowledged.size()
              + " puts were acknowledged, and the log holds "
              + log.entries().toString().replace(FILLER, "").replace('\0', '0'));
    }
  }

  /** Does not make a new segment's name durable. */
  public static final class NoDirectorySync extends Wal {
    /** For the command line. */
    public NoDirectorySync() {
      super(Mistake.NO_DIRECTORY_SYNC);
    }
  }

  /** Renames a snapshot before its content is durable. */
  public static final class RenameBeforeSync extends Wal {
    /** For the command line. */
    public RenameBeforeSync() {
      super(Mistake.RENAME_BEFORE_SYNC);
    }
  }

  /** Acknowledges a put before it is durable. */
  public static final class ReplyBeforeSync extends Wal {
    /** For the command line. */
    public ReplyBeforeSync() {
      super(Mistake.REPLY_BEFORE_SYNC);
    }
  }

  /** Writes no checksums. */
  public static final class NoChecksum extends Wal {
    /** For the command line. */
    public NoChecksum() {
      super(Mistake.NO_CHECKSUM);
    }
  }

  /** Tries a failed sync again. */
  public static final class RetriesFailedSync extends Wal {
    /** For the command line. */
    public RetriesFailedSync() {
      super(Mistake.RETRIES_FAILED_SYNC);
    }
  }

  /** Deletes what it recovered from before what it made of it is durable. */
  public static final class RecoveryTrustsCache extends Wal {
    /** For the command line. */
    public RecoveryTrustsCache() {
      super(Mistake.RECOVERY_TRUSTS_CACHE);
    }
  }
}
