package dev.faultline.cli.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What durable links are compared with: a message is written to a file that was filled with zeros
 * before, and synced, and that is all. Its round trip is one {@code fdatasync}: by the thread that
 * sends, or by a thread apart, so that both sides go on polling as a link's do. A sync takes longer
 * on a machine whose cores are busy, and only the second shows that.
 */
final class DiskSync implements Contestant {
  static final String NAME = "fdatasync";
  private static final int FILE_BYTES = 16 << 20;
  private final boolean apart;

  DiskSync(boolean apart) {
    this.apart = apart;
  }

  @Override
  public String name() {
    return apart ? NAME + "-apart" : NAME;
  }

  @Override
  public String configuration() {
    return "one write and fdatasync for each message, "
        + (apart ? "by a thread beside two that poll" : "by the thread that sends");
  }

  /** There is nothing on the way that could be lost. */
  @Override
  public boolean canLose() {
    return false;
  }

  @Override
  public Pair open(Setup setup) throws IOException {
    return new DiskPair(new Disk(setup, apart));
  }

  private record DiskPair(Disk disk) implements Pair {
    @Override
    public Side left() {
      return disk;
    }

    @Override
    public Side right() {
      return new Reader(disk);
    }

    @Override
    public void close() {
      disk.close();
    }
  }

  /** Both writes and says that it has. */
  private static final class Disk implements Side {
    private final Path path;
    private final FileChannel file;
    private final ByteBuffer message;
    private final @Nullable Thread syncer;
    private long at;
    private long told;
    private volatile long asked;
    private volatile boolean closed;
    volatile long synced;

    Disk(Setup setup, boolean apart) throws IOException {
      path = Files.createTempFile("faultline-bench", ".sync");
      file = FileChannel.open(path, StandardOpenOption.WRITE);
      message = ByteBuffer.allocateDirect(setup.messageBytes());
      ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
      for (int written = 0; written < FILE_BYTES; written += zeros.capacity()) {
        file.write(zeros.clear(), written);
      }
      file.force(true);
      syncer = apart ? new Thread(this::run, "syncer") : null;
      if (syncer != null) {
        syncer.start();
      }
    }

    private void run() {
      while (!closed) {
        long number = asked;
        if (number > synced) {
          sync(number - 1);
        } else {
          LockSupport.park(this);
        }
      }
    }

    private void sync(long number) {
      try {
        message.clear().putLong(0, number);
        file.write(message, at);
        file.force(false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      at = at + 2L * message.capacity() > FILE_BYTES ? 0 : at + message.capacity();
      synced = number + 1;
    }

    @Override
    public boolean offer(long number) {
      if (syncer == null) {
        sync(number);
        return true;
      }
      if (asked > synced) {
        return false;
      }
      asked = number + 1;
      LockSupport.unpark(syncer);
      return true;
    }

    @Override
    public int poll(LongConsumer arrived) {
      int count = 0;
      for (; told < synced; told++) {
        arrived.accept(told);
        count++;
      }
      return count;
    }

    void close() {
      closed = true;
      try {
        if (syncer != null) {
          LockSupport.unpark(syncer);
          syncer.join();
        }
        file.close();
        Files.delete(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Sees what is synced; answers cost nothing. */
  private static final class Reader implements Side {
    private final Disk disk;
    private long seen;

    Reader(Disk disk) {
      this.disk = disk;
    }

    @Override
    public boolean offer(long number) {
      return true;
    }

    @Override
    public int poll(LongConsumer arrived) {
      int count = 0;
      for (long end = disk.synced; seen < end; seen++) {
        arrived.accept(seen);
        count++;
      }
      return count;
    }
  }
}
