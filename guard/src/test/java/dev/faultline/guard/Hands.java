package dev.faultline.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that do one thing at a time, so that what they do has an order. */
public final class Hands implements AutoCloseable {
  private final List<ExecutorService> threads = new ArrayList<>();

  /** So many threads. */
  public Hands(int count) {
    for (int i = 0; i < count; i++) {
      threads.add(Executors.newSingleThreadExecutor());
    }
  }

  /** Lets a thread do something, and waits for what comes of it. */
  public long ask(int thread, Callable<? extends Number> task) throws Exception {
    return threads.get(thread).submit(task).get().longValue();
  }

  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdownNow);
  }
}
