package dev.faultline.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** Uses threads of every kind that programs have, and says what it sees of them. */
public final class Workers {
  private static final ThreadLocal<String> LOCAL = ThreadLocal.withInitial(() -> "none");
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();
  private static final List<String> SAID = new ArrayList<>();

  private Workers() {}

  private static final class Own extends Thread {
    boolean isCurrent;

    Own() {
      super("own");
    }

    @Override
    public void run() {
      isCurrent = Thread.currentThread() == this;
    }
  }

  private static final class Sum extends RecursiveTask<Integer> {
    private static final long serialVersionUID = 1L;
    private final int from;
    private final int to;

    Sum(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    protected Integer compute() {
      if (to - from < 4) {
        return IntStream.range(from, to).sum();
      }
      Sum half = new Sum(from, (from + to) / 2);
      half.fork();
      return new Sum((from + to) / 2, to).compute() + half.join();
    }
  }

  private static synchronized void say(String what) {
    SAID.add(what);
    System.out.println(what);
  }

  public static void main(String[] arguments) throws Exception {
    Thread main = Thread.currentThread();
    say("main " + main + " daemon " + main.isDaemon() + " virtual " + main.isVirtual());
    say("groups " + main.getThreadGroup() + " in " + main.getThreadGroup().getParent());
    subclasses();
    monitors();
    interrupts();
    locals();
    executors();
    forkJoin();
    timers();
    handlers();
    virtual();
    ends();
  }

  private static void subclasses() throws Exception {
    Own own = new Own();
    say("before " + own.getState() + " " + own.isAlive());
    own.start();
    own.join();
    say("after " + own.getState() + " " + own.isAlive() + " was current " + own.isCurrent);
    try {
      own.start();
    } catch (IllegalThreadStateException e) {
      say("starts once");
    }
    Thread unnamed = new Thread(() -> say("unnamed " + Thread.currentThread().getName()));
    unnamed.start();
    say("joined in time " + unnamed.join(java.time.Duration.ofSeconds(1)));
  }

  private static void monitors() throws Exception {
    Object monitor = new Object();
    int[] count = {0};
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(() -> {
            for (int n = 0; n < 10; n++) {
              synchronized (monitor) {
                count[0]++;
                Thread.yield();
                monitor.notifyAll();
              }
            }
          });
      threads.add(thread);
      thread.start();
    }
    synchronized (monitor) {
      while (count[0] < 40) {
        monitor.wait(1000);
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    say("counted " + count[0]);
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    Thread waits = new Thread(lock::lock, "waits");
    waits.setDaemon(true);
    waits.start();
    Thread.sleep(1);
    say("lock of " + lock + " queued " + lock.hasQueuedThread(waits) + " " + waits.getState());
    say("blocker " + (java.util.concurrent.locks.LockSupport.getBlocker(waits) != null));
    lock.unlock();
    waits.join();
    CyclicBarrier barrier = new CyclicBarrier(3, () -> say("barrier"));
    for (int i = 0; i < 2; i++) {
      new Thread(
              () -> {
                try {
                  barrier.await();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              })
          .start();
    }
    barrier.await();
  }

  private static void interrupts() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Thread sleeper =
        new Thread(() -> {
          try {
            Thread.sleep(1_000_000);
          } catch (InterruptedException e) {
            say("interrupted, flag " + Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
            say("flag " + Thread.currentThread().isInterrupted() + " " + Thread.interrupted());
          }
          ended.countDown();
        });
    sleeper.start();
    Thread.sleep(5);
    say("sleeper " + sleeper.getState() + " " + (sleeper.getStackTrace().length > 1));
    sleeper.interrupt();
    ended.await();
    Thread early = new Thread(() -> say("early " + Thread.interrupted()));
    early.interrupt();
    early.start();
    early.join();
    say("own stack begins with " + Thread.currentThread().getStackTrace()[0].getMethodName());
  }

  private static void locals() throws Exception {
    LOCAL.set("main's");
    INHERITED.set("from main");
    Thread heir =
        new Thread(() -> {
          say("heir " + LOCAL.get() + " " + INHERITED.get());
          INHERITED.set("from heir");
          Thread next = new Thread(() -> say("next " + INHERITED.get()));
          next.start();
          try {
            next.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    heir.start();
    heir.join();
    say("main has " + LOCAL.get() + " " + INHERITED.get());
  }

  private static void executors() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(3);
    List<Future<String>> results = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      results.add(
          pool.submit(() -> {
            Thread.sleep(number);
            return number + Thread.currentThread().getName();
          }));
    }
    for (Future<String> result : results) {
      say("pool " + result.get());
    }
    pool.shutdown();
    say("ended " + pool.awaitTermination(1, TimeUnit.SECONDS));
    ScheduledExecutorService scheduled = Executors.newScheduledThreadPool(1);
    LinkedBlockingQueue<Long> ticks = new LinkedBlockingQueue<>();
    AtomicInteger ticked = new AtomicInteger();
    scheduled.scheduleAtFixedRate(
        () -> ticks.add((long) ticked.incrementAndGet()), 1, 2, TimeUnit.MILLISECONDS);
    say("ticks " + ticks.take() + ticks.take() + ticks.take());
    scheduled.shutdownNow();
    CompletableFuture<String> later =
        CompletableFuture.supplyAsync(
                () -> "later", CompletableFuture.delayedExecutor(3, TimeUnit.MILLISECONDS))
            .thenCombine(CompletableFuture.supplyAsync(() -> " and async"), String::concat);
    say(later.get(1, TimeUnit.SECONDS));
    try (ExecutorService each =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("each-", 0).factory())) {
      say("per task " + each.submit(() -> Thread.currentThread().getName()).get());
    }
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      say("per virtual " + each.submit(() -> Thread.currentThread().isVirtual()).get());
    }
  }

  private static void forkJoin() throws Exception {
    try (ForkJoinPool pool = new ForkJoinPool(3)) {
      say("fork-join " + pool.invoke(new Sum(0, 100)));
      say("worker " + pool.submit(() -> Thread.currentThread().getName()).get());
      say("scheduled " + pool.schedule(() -> "in a pool", 2, TimeUnit.MILLISECONDS).get());
    }
    say(
        "common "
            + new Sum(0, 50).invoke()
            + " parallel "
            + IntStream.range(0, 9).parallel().sum());
  }

  private static void timers() throws Exception {
    CountDownLatch fired = new CountDownLatch(3);
    Timer timer = new Timer();
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            say("timer in " + Thread.currentThread().getName());
            fired.countDown();
          }
        },
        1,
        3);
    fired.await();
    timer.cancel();
  }

  private static void handlers() throws Exception {
    Thread throwing = new Thread(() -> Integer.parseInt("x"), "throwing");
    throwing.setUncaughtExceptionHandler(
        (thread, thrown) -> say("its handler " + thread.getName()));
    throwing.start();
    throwing.join();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> say("default handler " + thread.getName() + " " + thrown.getMessage()));
    Thread other = new Thread(() -> Integer.parseInt("y"), "other");
    other.start();
    other.join();
    Thread light = Thread.ofVirtual().name("light").start(() -> Integer.parseInt("z"));
    light.join();
    say("default is set " + (Thread.getDefaultUncaughtExceptionHandler() != null));
  }

  private static void virtual() throws Exception {
    Thread light =
        Thread.startVirtualThread(() -> say("light " + Thread.currentThread().isVirtual()));
    light.join();
    TreeSet<String> names = new TreeSet<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
    Thread[] all = new Thread[20];
    say("alive " + names + " active " + Thread.activeCount() + " " + Thread.enumerate(all));
  }

  private static void ends() {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> say("hook"), "hook"));
    Thread lasts =
        new Thread(() -> {
          try {
            Thread.sleep(20);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          say("last");
        });
    lasts.start();
    Thread daemon =
        new Thread(() -> {
          while (true) {
            try {
              Thread.sleep(1000);
            } catch (InterruptedException e) {
              return;
            }
          }
        });
    daemon.setDaemon(true);
    daemon.start();
  }
}
