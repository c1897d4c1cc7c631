package dev.faultline.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** The {@code main(String[])} of an ordinary program. */
final class MainMethod {
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
   * Runs it, and waits for the threads that it starts, but for daemons, as a JVM does.
   *
   * @throws Exception whatever it throws, or a thread of its own that nobody caught
   */
  void run(String... arguments) throws Exception {
    Own threads = new Own();
    Thread main =
        new Thread(
            threads,
            () -> {
              try {
                method.invoke(null, (Object) arguments);
              } catch (InvocationTargetException e) {
                threads.failed(e.getCause());
              } catch (IllegalAccessException e) {
                threads.failed(e);
              }
            },
            "main");
    main.setContextClassLoader(method.getDeclaringClass().getClassLoader());
    main.setDaemon(false);
    main.start();
    main.join();
    threads.joinAll();
    switch (threads.failure) {
      case null -> {}
      case Exception e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new InvocationTargetException(e);
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

    void joinAll() throws InterruptedException {
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
