package dev.faultline.disk.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A channel whose operations are done when the call returns. A completion handler runs on the
 * executor that the channel was opened with, and otherwise on the thread that calls: this module
 * starts no threads.
 */
final class DiskAsynchronousChannel extends AsynchronousFileChannel {
  private final DiskChannel channel;
  private final @Nullable ExecutorService executor;

  DiskAsynchronousChannel(DiskChannel channel, @Nullable ExecutorService executor) {
    this.channel = channel;
    this.executor = executor;
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> Future<T> future(Work<T> work) {
    try {
      return CompletableFuture.completedFuture(work.run());
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Whatever the work throws, the handler is told: nobody else is there to see it. */
  private <T, A extends @Nullable Object> void handle(
      Work<T> work, A attachment, CompletionHandler<T, ? super A> handler) {
    Runnable task =
        () -> {
          T result;
          try {
            result = work.run();
          } catch (IOException | RuntimeException e) {
            handler.failed(e, attachment);
            return;
          }
          handler.completed(result, attachment);
        };
    if (executor == null) {
      task.run();
    } else {
      executor.execute(task);
    }
  }

  // As in the JDK, the caller itself is told of its mistakes.

  private void requireReading(ByteBuffer into, long at) {
    requireNotNegative(at);
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
    if (!channel.isReadable()) {
      throw new NonReadableChannelException();
    }
  }

  private void requireWriting(long at) {
    requireNotNegative(at);
    if (!channel.isWritable()) {
      throw new NonWritableChannelException();
    }
  }

  private static void requireNotNegative(long at) {
    if (at < 0) {
      throw new IllegalArgumentException("Negative position");
    }
  }

  /** The lock, or why there is none: it is taken at once, and only told later. */
  private Work<FileLock> locked(long at, long size, boolean shared) {
    try {
      FileLock lock = channel.lock(at, size, shared);
      return () -> lock;
    } catch (IOException e) {
      return () -> {
        throw e;
      };
    }
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public AsynchronousFileChannel truncate(long size) throws IOException {
    channel.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    channel.force(metadata);
  }

  @Override
  public <A extends @Nullable Object> void lock(
      long at,
      long size,
      boolean shared,
      A attachment,
      CompletionHandler<FileLock, ? super A> handler) {
    handle(locked(at, size, shared), attachment, handler);
  }

  @Override
  public Future<FileLock> lock(long at, long size, boolean shared) {
    return future(locked(at, size, shared));
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) throws IOException {
    return channel.tryLock(at, size, shared);
  }

  @Override
  public <A extends @Nullable Object> void read(
      ByteBuffer into, long at, A attachment, CompletionHandler<Integer, ? super A> handler) {
    requireReading(into, at);
    handle(() -> channel.read(into, at), attachment, handler);
  }

  @Override
  public Future<Integer> read(ByteBuffer into, long at) {
    requireReading(into, at);
    return future(() -> channel.read(into, at));
  }

  @Override
  public <A extends @Nullable Object> void write(
      ByteBuffer from, long at, A attachment, CompletionHandler<Integer, ? super A> handler) {
    requireWriting(at);
    handle(() -> channel.write(from, at), attachment, handler);
  }

  @Override
  public Future<Integer> write(ByteBuffer from, long at) {
    requireWriting(at);
    return future(() -> channel.write(from, at));
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
