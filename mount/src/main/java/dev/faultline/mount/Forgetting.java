package dev.faultline.mount;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Has the kernel forget what it keeps of files, on a thread of its own: a call that a fault holds
 * up may hold up whoever asks for that, and so may changed pages that have to be written out first.
 * Safe for several threads.
 */
final class Forgetting implements AutoCloseable {
  private final Nodes nodes;
  private final Notices notices;
  private final KernelCaches caches;
  private final Set<Long> pending = ConcurrentHashMap.newKeySet();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("faultline-mount-forget").factory());

  Forgetting(Nodes nodes, Notices notices, KernelCaches caches) {
    this.nodes = nodes;
    this.notices = notices;
    this.caches = caches;
  }

  /** Whether the kernel may keep what is read of an open file. */
  boolean mayKeep(OpenFile open) {
    return caches.keepsBytesOf(open);
  }

  /** Has the pages of a file forgotten, in a moment. */
  void soon(long node) {
    if (pending.add(node)) {
      thread.execute(() -> {
        pending.remove(node);
        notices.forgetFile(node);
      });
    }
  }

  /**
   * Has all names, attributes and pages forgotten.
   *
   * @param patience how long to wait for that
   * @return whether it is done
   */
  boolean all(Duration patience) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    thread.execute(() -> {
      nodes.names().forEach(name -> notices.forgetName(name.folder(), name.name()));
      nodes.numbers().forEach(notices::forgetFile);
      done.countDown();
    });
    return done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
