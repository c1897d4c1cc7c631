package dev.faultline.cli;

import dev.faultline.disk.crash.OrdinaryFiles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The {@code main(String[])} of an ordinary program. */
final class MainMethod {
  private static final Duration BRIEFLY = Duration.ofMillis(20);

  private final Method method;

  private MainMethod(Method method) {
    this.method = method;
  }

  /** That of a class, or null where it has none. */
  static @Nullable MainMethod of(Class<?> type) {
    try {
      Method found = type.getMethod("main", String[].class);
      return Modifier.isStatic(found.getModifiers()) ? new MainMethod(found) : null;
    } catch (NoSuchMethodException none) {
      return null;
    }
  }

  /**
   * Runs it, and waits for the threads that it starts, but for daemons, as a JVM does; or until one
   * of them ends the JVM, whatever the others do. These are interrupted then.
   *
   * @param files what it works on; closed when it ends
   * @throws Exception whatever it throws, or a thread of its own that nobody caught
   */
  void run(OrdinaryFiles files, String... arguments) throws Exception {
    Own threads = new Own();
    CompletableFuture<Error> exit = files.exit();
    try {
      Thread main = new Thread(threads, () -> invoke(threads, arguments), "main");
      main.setContextClassLoader(method.getDeclaringClass().getClassLoader());
      main.setDaemon(false);
      main.start();
      CompletableFuture<Boolean> ended = new CompletableFuture<>();
      Thread waits =
          new Thread(() -> ended.complete(threads.awaitEnd(main)), "wait for the program");
      waits.setDaemon(true);
      waits.start();
      CompletableFuture.anyOf(exit, ended).get();
      waits.interrupt();
    } finally {
      // Before anybody is woken: what a thread does on its way out is not the program's any more.
      files.close();
      threads.interrupt();
    }
    if (exit.isDone()) {
      threads.awaitBriefly();
      throw exit.join();
    }
    switch (threads.failure) {
      case null -> {}
      case Exception e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new InvocationTargetException(e);
    }
  }

  private void invoke(Own threads, String[] arguments) {
    try {
      method.invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      threads.failed(e.getCause());
    } catch (IllegalAccessException e) {
      threads.failed(e);
    }
  }

  /** The threads of one run. */
  private static final class Own extends ThreadGroup {
    private volatile @Nullable Throwable failure;

    Own() {
      super("program");
    }

    synchronized void failed(@Nullable Throwable reason) {
      if (failure == null) {
        failure = reason;
      }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
      failed(thrown);
    }

    /** Returns whether all have ended. */
    boolean awaitEnd(Thread main) {
      try {
        main.join();
        joinAll();
        return true;
      } catch (InterruptedException e) {
        return false;
      }
    }

    /** Threads that end now do not meet the next run. */
    void awaitBriefly() throws InterruptedException {
      Thread[] all = new Thread[1_000];
      int count = enumerate(all);
      long end = System.nanoTime() + BRIEFLY.toNanos();
      for (int i = 0; i < count; i++) {
        all[i].join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      }
    }

    private void joinAll() throws InterruptedException {
      Thread[] all = new Thread[1_000];
      boolean more = true;
      while (more) {
        more = false;
        int count = enumerate(all);
        for (int i = 0; i < count; i++) {
          if (!all[i].isDaemon()) {
            all[i].join();
            more = true;
          }
        }
      }
    }
  }
}
