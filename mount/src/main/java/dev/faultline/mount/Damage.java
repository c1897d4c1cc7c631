package dev.faultline.mount;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.Injection;
import dev.faultline.disk.fault.Ranges;
import dev.faultline.mount.Nodes.File;
import dev.faultline.mount.record.Model;
import dev.faultline.mount.sys.Libc;
import dev.faultline.mount.wire.Exchange;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What faults do to the bytes of files, and to what a crash leaves of them. Safe for several
 * threads.
 */
final class Damage {
  private static final int OFFSET = 8;
  private static final int LENGTH = 16;
  private static final int AT_EMPTY_PATH = 0x1000;

  private final Nodes nodes;
  private final Witness witness;
  private final @Nullable Model model;

  Damage(Nodes nodes, Witness witness, @Nullable Model model) {
    this.nodes = nodes;
    this.witness = witness;
    this.model = model;
  }

  /**
   * Turns bits of a file, in memory and on the device. Its times stay: nobody wrote to it.
   *
   * @param bits counted from the file's first one
   * @throws IOException if the source's bytes cannot be read
   */
  void rot(Worker worker, long node, List<Long> bits) throws IOException {
    if (bits.isEmpty()) {
      return;
    }
    File file = nodes.get(node);
    witness.lock().lock();
    try {
      witness.fill(file);
      if (worker.status(file.descriptor()) < 0 || !worker.isPlain()) {
        return;
      }
      Libc libc = worker.libc();
      long size = worker.size();
      int open =
          libc.openat(-1, worker.pathOf(file.descriptor()), Service.O_RDWR | Flags.O_CLOEXEC, 0);
      if (open < 0) {
        return;
      }
      worker.keepTimes(worker.scratch().asSlice(OFFSET, 32));
      for (long bit : bits) {
        if (bit / 8 < size) {
          turn(worker, open, bit);
          if (model != null) {
            model.decayed(Witness.id(file), bit / 8, 1 << (int) (bit % 8));
          }
        }
      }
      libc.utimensat(open, worker.emptyPath(), worker.scratch().address() + OFFSET, AT_EMPTY_PATH);
      libc.close(open);
    } finally {
      witness.lock().unlock();
    }
  }

  private static void turn(Worker worker, int open, long bit) {
    long at = worker.scratch().address();
    if (worker.libc().pread(open, at, 1, bit / 8) == 1) {
      byte there = worker.scratch().get(JAVA_BYTE, 0);
      worker.scratch().set(JAVA_BYTE, 0, (byte) (there ^ 1 << (int) (bit % 8)));
      worker.libc().pwrite(open, at, 1, bit / 8);
    }
  }

  /**
   * Answers a write that the device puts elsewhere, or nowhere. The file's length is right all the
   * same, since the file system knows nothing of it.
   *
   * @param answer makes the write that the request says
   */
  void misplace(Worker worker, Injection met, Consumer<Worker> answer) {
    Exchange exchange = worker.exchange();
    long offset = exchange.int64(OFFSET);
    int length = exchange.int32(LENGTH);
    long size = lengthen(worker, offset + Integer.toUnsignedLong(length));
    long place = offset + met.byBytes();
    long there = Math.min(Integer.toUnsignedLong(length), size - place);
    // What falls behind the end of the file lands where nobody looks.
    if (!met.isLost() && place >= 0 && there > 0) {
      exchange.replace64(OFFSET, place);
      exchange.replace32(LENGTH, (int) there);
      answer.accept(worker);
      if (exchange.hasFailed()) {
        return;
      }
    }
    exchange.put32(0, length);
    exchange.put32(4, 0);
    exchange.done(8);
  }

  /** Has the file end at a byte, or behind it; how long it is then. */
  private long lengthen(Worker worker, long end) {
    Exchange exchange = worker.exchange();
    File file = nodes.get(exchange.node());
    witness.lock().lock();
    try {
      long size = worker.status(file.descriptor()) < 0 ? 0 : worker.size();
      if (end <= size) {
        return size;
      }
      worker.libc().ftruncate((int) exchange.int64(0), end);
      if (model != null) {
        model.resized(Witness.id(file), end, Witness.path(nodes, file));
      }
      return end;
    } finally {
      witness.lock().unlock();
    }
  }

  /** Data that a sync could not write out never reaches the device, unless it is tried again. */
  void unwritten(long node, Injection.Unwritten unwritten) {
    if (model == null || unwritten.aftermath() == Aftermath.RETRIED) {
      return;
    }
    File file = nodes.get(node);
    witness.lock().lock();
    try {
      for (Ranges.Span span : unwritten.offsets().spans()) {
        model.unwritten(Witness.id(file), span.from(), span.to(), Witness.path(nodes, file));
      }
    } finally {
      witness.lock().unlock();
    }
  }
}
