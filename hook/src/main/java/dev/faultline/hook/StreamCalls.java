package dev.faultline.hook;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.SyncFailedException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the streams of {@code java.io} do with redirected files. Each method stands before the JDK's
 * own of the same name, whose arguments it gets; null means that the JDK's own goes on, anything
 * else is the result, and {@link #DONE} that of a method without one.
 */
public final class StreamCalls {
  static final Object DONE = Boolean.TRUE;

  private static final int O_RDWR = 2;
  private static final int O_SYNC = 4;
  private static final int O_DSYNC = 8;

  private StreamCalls() {}

  private interface Work {
    Object run(FileChannel channel) throws IOException;
  }

  /** Runs what a redirected file does, with the failures that a stream has. */
  private static @Nullable Object on(FileDescriptor descriptor, Work work) throws IOException {
    FileChannel channel = OpenFiles.of(descriptor);
    if (channel == null) {
      return null;
    }
    try {
      return work.run(channel);
    } catch (NonReadableChannelException | NonWritableChannelException e) {
      throw new IOException("Bad file descriptor", e);
    } catch (ClosedFileSystemException e) {
      throw new IOException("Stream Closed", e);
    }
  }

  private static @Nullable Object open(
      FileDescriptor descriptor, String path, Set<? extends OpenOption> options)
      throws FileNotFoundException {
    if (FileRedirect.none()) {
      return null;
    }
    FileRedirect.Place place = FileRedirect.find(FileCalls.absolute(path));
    if (place == null) {
      if (!options.equals(Set.of(StandardOpenOption.READ))) {
        PathCalls.tellOutside(path);
      }
      return null;
    }
    try {
      if (Files.isDirectory(place.path())) {
        throw new FileNotFoundException(path + " (Is a directory)");
      }
      FileChannel channel = FileChannel.open(place.path(), options);
      OpenFiles.open(descriptor, place.redirect(), channel);
      return DONE;
    } catch (NoSuchFileException e) {
      throw new FileNotFoundException(path + " (No such file or directory)");
    } catch (FileNotFoundException e) {
      throw e;
    } catch (FileSystemException e) {
      throw new FileNotFoundException(path + " (" + e.getReason() + ")");
    } catch (IOException | ClosedFileSystemException e) {
      throw new FileNotFoundException(path + " (" + e + ")");
    }
  }

  public static @Nullable Object open(FileOutputStream stream, String path, boolean append)
      throws IOException {
    return open(
        stream.getFD(),
        path,
        EnumSet.of(
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING));
  }

  public static @Nullable Object open(FileInputStream stream, String path) throws IOException {
    return open(stream.getFD(), path, EnumSet.of(StandardOpenOption.READ));
  }

  public static @Nullable Object open(RandomAccessFile file, String path, int mode)
      throws IOException {
    EnumSet<StandardOpenOption> options = EnumSet.of(StandardOpenOption.READ);
    if ((mode & O_RDWR) != 0) {
      options.add(StandardOpenOption.WRITE);
      options.add(StandardOpenOption.CREATE);
    }
    if ((mode & O_SYNC) != 0) {
      options.add(StandardOpenOption.SYNC);
    }
    if ((mode & O_DSYNC) != 0) {
      options.add(StandardOpenOption.DSYNC);
    }
    return open(file.getFD(), path, options);
  }

  /** As the JDK does, goes on after a short write until all is written or a write fails. */
  private static Object write(FileChannel channel, byte[] bytes, int from, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return DONE;
  }

  private static int read(FileChannel channel, byte[] into, int from, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, from, length);
    return length == 0 ? 0 : channel.read(buffer);
  }

  private static Object readOne(FileChannel channel) throws IOException {
    byte[] one = new byte[1];
    return read(channel, one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  public static @Nullable Object write(FileOutputStream stream, int value) throws IOException {
    return on(stream.getFD(), channel -> write(channel, new byte[] {(byte) value}, 0, 1));
  }

  public static @Nullable Object write(FileOutputStream stream, byte[] bytes) throws IOException {
    return on(stream.getFD(), channel -> write(channel, bytes, 0, bytes.length));
  }

  public static @Nullable Object write(FileOutputStream stream, byte[] bytes, int from, int length)
      throws IOException {
    return on(stream.getFD(), channel -> write(channel, bytes, from, length));
  }

  public static @Nullable Object getChannel(FileOutputStream stream) throws IOException {
    return OpenFiles.of(stream.getFD());
  }

  public static @Nullable Object read(FileInputStream stream) throws IOException {
    return on(stream.getFD(), StreamCalls::readOne);
  }

  public static @Nullable Object read(FileInputStream stream, byte[] into) throws IOException {
    return on(stream.getFD(), channel -> read(channel, into, 0, into.length));
  }

  public static @Nullable Object read(FileInputStream stream, byte[] into, int from, int length)
      throws IOException {
    return on(stream.getFD(), channel -> read(channel, into, from, length));
  }

  public static @Nullable Object length(FileInputStream stream) throws IOException {
    return on(stream.getFD(), FileChannel::size);
  }

  public static @Nullable Object position(FileInputStream stream) throws IOException {
    return on(stream.getFD(), FileChannel::position);
  }

  public static @Nullable Object isRegularFile(FileInputStream stream) throws IOException {
    return on(stream.getFD(), channel -> true);
  }

  public static @Nullable Object skip(FileInputStream stream, long count) throws IOException {
    return on(
        stream.getFD(),
        channel -> {
          long to = channel.position() + count;
          if (to < 0) {
            throw new IOException("Invalid argument");
          }
          channel.position(to);
          return count;
        });
  }

  public static @Nullable Object available(FileInputStream stream) throws IOException {
    return on(
        stream.getFD(),
        channel -> (int) Math.clamp(channel.size() - channel.position(), 0L, Integer.MAX_VALUE));
  }

  public static @Nullable Object getChannel(FileInputStream stream) throws IOException {
    return OpenFiles.of(stream.getFD());
  }

  public static @Nullable Object read(RandomAccessFile file) throws IOException {
    return on(file.getFD(), StreamCalls::readOne);
  }

  public static @Nullable Object readBytes(RandomAccessFile file, byte[] into, int from, int length)
      throws IOException {
    return on(file.getFD(), channel -> read(channel, into, from, length));
  }

  public static @Nullable Object write(RandomAccessFile file, int value) throws IOException {
    return on(file.getFD(), channel -> write(channel, new byte[] {(byte) value}, 0, 1));
  }

  public static @Nullable Object writeBytes(
      RandomAccessFile file, byte[] bytes, int from, int length) throws IOException {
    return on(file.getFD(), channel -> write(channel, bytes, from, length));
  }

  /** In place of a native method, so it answers for all files. */
  public static long filePointer(RandomAccessFile file) throws IOException {
    FileChannel channel = OpenFiles.of(file.getFD());
    return channel == null ? file.getFilePointer() : channel.position();
  }

  public static @Nullable Object seek(RandomAccessFile file, long to) throws IOException {
    return on(
        file.getFD(),
        channel -> {
          if (to < 0) {
            throw new IOException("Negative seek offset");
          }
          channel.position(to);
          return DONE;
        });
  }

  public static @Nullable Object length(RandomAccessFile file) throws IOException {
    return on(file.getFD(), FileChannel::size);
  }

  public static @Nullable Object setLength(RandomAccessFile file, long length) throws IOException {
    return on(
        file.getFD(),
        channel -> {
          if (length < 0) {
            throw new IOException("Invalid argument");
          }
          OpenFiles.Open open = OpenFiles.file(file.getFD());
          if (open != null) {
            open.redirect().resize(channel, length);
          }
          return DONE;
        });
  }

  public static @Nullable Object getChannel(RandomAccessFile file) throws IOException {
    return OpenFiles.of(file.getFD());
  }

  public static @Nullable Object sync(FileDescriptor descriptor) throws SyncFailedException {
    try {
      return on(
          descriptor,
          channel -> {
            channel.force(true);
            return DONE;
          });
    } catch (IOException e) {
      SyncFailedException failed = new SyncFailedException("sync failed");
      failed.initCause(e);
      throw failed;
    }
  }

  public static @Nullable Object close(FileDescriptor descriptor) throws IOException {
    return OpenFiles.close(descriptor) ? DONE : null;
  }
}
