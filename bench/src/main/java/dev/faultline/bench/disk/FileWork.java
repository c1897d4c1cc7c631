package dev.faultline.bench.disk;

import dev.faultline.bench.Rounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** What clients do in a folder, and how much of it a second. */
enum FileWork {
  WRITE("MiB/s, sequential write") {
    @Override
    double run(Path folder) throws IOException {
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
      long begin = System.nanoTime();
      try (FileChannel out =
          FileChannel.open(
              folder.resolve("sequential"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        for (int i = 0; i < PIECES; i++) {
          out.write(piece.clear());
        }
        out.force(false);
      }
      return mebibytes(System.nanoTime() - begin);
    }
  },

  /** After {@link #WRITE}. */
  READ("MiB/s, sequential read") {
    @Override
    double run(Path folder) throws IOException {
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
      long begin = System.nanoTime();
      try (FileChannel in =
          FileChannel.open(folder.resolve("sequential"), StandardOpenOption.READ)) {
        int bytes = 0;
        while (bytes >= 0) {
          bytes = in.read(piece.clear());
        }
      }
      return mebibytes(System.nanoTime() - begin);
    }
  },

  SYNCED_WRITES("writes/s of 4 KiB with fsync") {
    @Override
    double run(Path folder) throws IOException {
      ByteBuffer page = ByteBuffer.allocateDirect(PAGE_BYTES);
      try (FileChannel out =
          FileChannel.open(
              folder.resolve("synced"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        long begin = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
          out.write(page.clear(), (long) i % 64 * PAGE_BYTES);
          out.force(false);
        }
        return Rounds.perSecond(CALLS, System.nanoTime() - begin);
      }
    }
  },

  /** Files that are removed again, which does not count. */
  CREATES("creates/s") {
    @Override
    double run(Path folder) throws IOException {
      Path many = Files.createDirectory(folder.resolve("many"));
      long begin = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        FileChannel.open(
                many.resolve("file" + i), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
            .close();
      }
      long nanos = System.nanoTime() - begin;
      delete(many);
      return Rounds.perSecond(CALLS, nanos);
    }
  };

  private static final int PIECE_BYTES = 128 << 10;
  private static final int PIECES = 512;
  private static final int PAGE_BYTES = 4_096;
  private static final int CALLS = 2_000;

  private final String unit;

  FileWork(String unit) {
    this.unit = unit;
  }

  /** Of what {@link #run} returns. */
  String unit() {
    return unit;
  }

  /** Does it once; how much a second. */
  abstract double run(Path folder) throws IOException;

  private static double mebibytes(long nanos) {
    return Rounds.perSecond((double) PIECES * PIECE_BYTES / (1 << 20), nanos);
  }

  /** Removes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
