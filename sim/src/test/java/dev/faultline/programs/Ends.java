package dev.faultline.programs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Comes to its end in one of many ways, which its argument names. */
public final class Ends {
  private Ends() {}

  public static void main(String[] arguments) throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
    Thread other =
        new Thread(() -> {
          try {
            while (true) {
              Thread.sleep(1);
            }
          } catch (InterruptedException e) {
            System.out.println("interrupted");
          } finally {
            System.out.println("finally");
          }
        });
    other.setDaemon(true);
    other.start();
    switch (arguments[0]) {
      case "returns" -> {}
      case "exits" -> System.exit(0);
      case "fails" -> System.exit(3);
      case "halts" -> Runtime.getRuntime().halt(0);
      case "throws" -> throw new IllegalStateException("thrown by main");
      case "exits in a thread" -> {
        new Thread(() -> System.exit(0)).start();
        new CountDownLatch(1).await();
      }
      case "exits in a hook" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("second hook")));
        Thread exits = new Thread(() -> System.exit(1));
        exits.setDaemon(true);
        Runtime.getRuntime().addShutdownHook(new Thread(exits::start));
        System.exit(0);
      }
      case "catches" -> {
        try {
          System.exit(0);
        } catch (Throwable thrown) {
          System.out.println("caught " + thrown);
        } finally {
          System.out.println("finally after exit");
        }
      }
      case "stays" -> LockSupport.park();
      case "library" -> System.loadLibrary("rocksdbjni");
      case "blocks in an initialiser" -> System.out.println(Blocks.VALUE);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("main is over");
  }

  private static final class Blocks {
    static final int VALUE = slept();

    static int slept() {
      try {
        Thread.sleep(5);
        return 1;
      } catch (InterruptedException e) {
        return 2;
      }
    }
  }
}
