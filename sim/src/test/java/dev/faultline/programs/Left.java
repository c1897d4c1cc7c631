package dev.faultline.programs;

import java.io.FileOutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;

/** Leaves a thread where its argument says; the world ends meanwhile. */
public final class Left {
  private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();

  private Left() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("here");
    LOCAL.set(new Left());
    switch (arguments[0]) {
      case "receive" -> new LinkedBlockingQueue<Object>().take();
      case "wait" -> {
        Object monitor = new Object();
        synchronized (monitor) {
          while (true) {
            monitor.wait();
          }
        }
      }
      case "enter" -> {
        Object monitor = new Object();
        new Thread(
                () -> {
                  synchronized (monitor) {
                    LockSupport.park();
                  }
                })
            .start();
        Thread.sleep(1);
        synchronized (monitor) {
          throw new IllegalStateException("nobody released the monitor");
        }
      }
      case "async" ->
          HttpClient.newHttpClient()
              .sendAsync(
                  HttpRequest.newBuilder(URI.create("http://localhost/")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .exceptionally(refused -> null)
              .thenRun(LockSupport::park)
              .get();
      case "logger" -> {
        Logger.getLogger(Left.class.getName()).fine("left");
        LockSupport.park();
      }
      case "load" -> {
        Class.forName("dev.faultline.programs.Workers", false, Left.class.getClassLoader());
        new CountDownLatch(1).await();
      }
      case "join" -> {
        Thread sleeper =
            new Thread(() -> {
              try {
                Thread.sleep(1_000_000_000);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
        sleeper.start();
        sleeper.join();
      }
      case "pool" -> {
        Executors.newFixedThreadPool(2).submit(() -> {}).get();
        Executors.newScheduledThreadPool(1).scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
        new ForkJoinPool(2).submit(() -> {}).get();
      }
      case "timer" ->
          new Timer()
              .schedule(
                  new TimerTask() {
                    @Override
                    public void run() {}
                  },
                  1,
                  1_000_000);
      case "handlers" -> {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
        System.setProperty("a", "b");
        System.setOut(System.err);
        LockSupport.park();
      }
      case "file" -> {
        try (FileOutputStream out = new FileOutputStream("open")) {
          out.write(1);
          LockSupport.park();
        }
      }
      case "socket" -> {
        try (ServerSocket server = new ServerSocket(7000);
            Socket client = new Socket("localhost", 7000)) {
          System.err.println(client.getInputStream().read() + " " + server);
        }
      }
      case "virtual" -> Thread.startVirtualThread(LockSupport::park).join();
      case "exit" -> System.exit(0);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }
}
