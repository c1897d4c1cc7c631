package dev.faultline.hook;

import java.io.InputStream;
import java.io.PrintStream;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A program that was not written for worlds and runs as one incarnation of a node: all that the JDK
 * keeps once for a JVM and such a program has for itself. Used by the threads of one incarnation,
 * which take turns.
 */
public abstract class Program {
  /** The ids of threads that a program starts itself begin here, as in a JVM about. */
  private static final long FIRST_ID = 20;

  final Context context;
  final ThreadGroup threadGroup;
  private final Map<String, String> environment;
  private final Map<String, Integer> counters = new LinkedHashMap<>();

  /** The platform threads that have started and not ended, in the order of their starts. */
  private final Set<Thread> alive = new LinkedHashSet<>();

  private final Map<String, List<Class<?>>> numbered = new LinkedHashMap<>();
  private final List<Thread> shutdownHooks = new ArrayList<>();
  private @Nullable FileRedirect files;
  private @Nullable Object beanServer;
  @Nullable ClassLoader loader;
  private long threadsMade;
  private boolean ending;
  private boolean over;

  Properties properties;
  PrintStream out;
  PrintStream err;
  InputStream in = InputStream.nullInputStream();
  Thread.@Nullable UncaughtExceptionHandler uncaughtHandler;
  private final Map<Locale.Category, Locale> locales = new LinkedHashMap<>();
  Locale locale = Locale.US;
  TimeZone timeZone = TimeZone.getTimeZone("UTC");

  /**
   * A program of the incarnation whose thread this is.
   *
   * @throws IllegalStateException outside worlds, or when the incarnation runs a program already
   */
  protected Program(Map<String, String> properties, Map<String, String> environment) {
    Context running = Carrier.currentContext();
    if (running == null || running.program != null) {
      throw new IllegalStateException("a program begins once, in a thread of its incarnation");
    }
    context = running;
    this.properties = new Properties();
    this.properties.putAll(properties);
    this.environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    out = printStream(false);
    err = printStream(true);
    threadGroup = new ThreadGroup(ProgramThreads.rootGroup(), "main");
  }

  private PrintStream printStream(boolean error) {
    return new PrintStream(new ProgramLines(this, error), true, StandardCharsets.UTF_8);
  }

  /** The program has written a whole line. */
  protected abstract void line(boolean error, String text);

  /** The root of the program's files, in a file system of its own. Asked for once. */
  protected abstract Path root();

  /** Whether a file of the machine is one of its class path, or in one of its folders. */
  protected abstract boolean isOfClassPath(String path);

  /** Makes the server of the program's management beans. */
  protected abstract Object newBeanServer();

  final Object beanServer() {
    Object known = beanServer;
    return known != null ? known : (beanServer = newBeanServer());
  }

  final FileRedirect files() {
    FileRedirect known = files;
    if (known == null) {
      known = FileRedirect.ofProgram(root());
      files = known;
    }
    return known;
  }

  /** The incarnation is over. */
  final void release() {
    if (files != null) {
      OpenFiles.forgetAll(files);
    }
  }

  /**
   * The process is over; nothing of it runs again.
   *
   * @return what is wrong with that, or null
   */
  protected abstract @Nullable Throwable ended(int status);

  // --- the network, as the class of the same name in the agent has it ---

  protected abstract SocketImpl socket(boolean server);

  protected abstract DatagramSocketImpl datagramSocket();

  protected abstract SelectorProvider selectors();

  protected abstract InetAddress[] addresses(String name) throws UnknownHostException;

  protected abstract String name(InetAddress address);

  protected abstract InetAddress localHost();

  /** What a program reached that is not simulated. */
  final Error refused(String what, String instead) {
    Unwinding.check();
    return context.realm.escaped(
        context.name() + " " + what + ", which is not simulated; " + instead);
  }

  /** The program whose code the current thread is running, or null. */
  static @Nullable Program current() {
    Context context = Carrier.currentContext();
    return context == null ? null : context.program;
  }

  /**
   * Starts the thread that runs {@code main}. What it does before that belongs to the program, too.
   */
  public final void begin(ClassLoader loader, Runnable main) {
    context.program = this;
    this.loader = loader;
    // Now, and not when something first needs them: that may be the JDK, once in a JVM.
    files();
    Thread first = new Thread(threadGroup, main, "main", 0, false);
    first.setDaemon(false);
    first.setPriority(Thread.NORM_PRIORITY);
    first.setContextClassLoader(loader);
    first.start();
  }

  final Map<String, String> environment() {
    return environment;
  }

  /** The next number, from 0, of a series that the JDK counts once for a JVM. */
  final int next(String series) {
    return counters.merge(series, 1, Integer::sum) - 1;
  }

  /**
   * The number of a class whose name is the JVM's, from 0 on, among those with the same beginning:
   * what the JDK makes for itself must not shift the program's.
   */
  final int numberOf(String beginning, Class<?> type) {
    List<Class<?>> alike = numbered.computeIfAbsent(beginning, absent -> new ArrayList<>());
    for (int i = 0; i < alike.size(); i++) {
      if (alike.get(i) == type) {
        return i;
      }
    }
    alike.add(type);
    return alike.size() - 1;
  }

  /** The id of a platform thread; no thread of the JVM that holds monitors has it. */
  final long nextThreadId() {
    threadsMade++;
    return threadsMade == 1 ? 1 : FIRST_ID + threadsMade;
  }

  final Locale locale(Locale.Category category) {
    return locales.getOrDefault(category, locale);
  }

  final void locale(Locale.Category category, Locale chosen) {
    locales.put(category, chosen);
  }

  final void locale(Locale chosen) {
    locales.clear();
    locale = chosen;
  }

  // --- threads and the end ---

  final List<Thread> alive() {
    return List.copyOf(alive);
  }

  final void started(Thread thread) {
    alive.add(thread);
  }

  /** A platform thread has come to its end by itself. */
  final void ended(Thread thread) {
    alive.remove(thread);
    if (!ending && alive.stream().allMatch(Thread::isDaemon)) {
      Thread last = new Thread(threadGroup, () -> exit(0), "DestroyJavaVM", 0, false);
      last.setDaemon(true);
      last.start();
    }
  }

  final void uncaught(Thread thread, Throwable thrown) {
    if (context.halted()) {
      return;
    }
    Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
    if (handler == null || handler.getClass() == ThreadGroup.class) {
      handler = uncaughtHandler;
    }
    if (handler == null) {
      context.uncaught(thread, thrown);
      return;
    }
    try {
      handler.uncaughtException(thread, thrown);
    } catch (Unwound end) {
      throw end;
    } catch (Throwable ignored) {
      // As the JVM does.
    }
  }

  final void addShutdownHook(Thread hook) {
    if (ending) {
      throw new IllegalStateException("Shutdown in progress");
    }
    if (hook.isAlive()) {
      throw new IllegalArgumentException("Hook already running");
    }
    if (shutdownHooks.contains(hook)) {
      throw new IllegalArgumentException("Hook previously registered");
    }
    shutdownHooks.add(hook);
  }

  final boolean removeShutdownHook(Thread hook) {
    if (ending) {
      throw new IllegalStateException("Shutdown in progress");
    }
    return shutdownHooks.remove(hook);
  }

  /** Runs the shutdown hooks at once, waits for them, and ends the process. */
  final void exit(int status) {
    if (ending) {
      awaitEnd();
    }
    ending = true;
    for (Thread hook : shutdownHooks) {
      hook.start();
    }
    for (Thread hook : shutdownHooks) {
      joinUninterruptibly(hook);
    }
    halt(status);
  }

  private static void joinUninterruptibly(Thread hook) {
    while (true) {
      try {
        hook.join();
        return;
      } catch (InterruptedException e) {
        // The JVM waits on, too.
      }
    }
  }

  /** Ends the process as it is; does not return. */
  final void halt(int status) {
    ending = true;
    if (!over) {
      over = true;
      Throwable wrong = ended(status);
      if (wrong != null) {
        context.uncaught(Thread.currentThread(), wrong);
      }
      context.halt();
    }
    awaitEnd();
  }

  private static void awaitEnd() {
    while (true) {
      Unwinding.check();
      LockSupport.park();
    }
  }
}
