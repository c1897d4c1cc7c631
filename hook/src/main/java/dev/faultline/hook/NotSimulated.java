package dev.faultline.hook;

/**
 * What the machine offers and no world simulates: refused by name, with what to do instead, so that
 * nothing is silently real. The initialisers of classes are left alone, they run once in a JVM.
 */
public final class NotSimulated {
  private NotSimulated() {}

  /** Called before the JDK opens, reads about or changes a file. */
  public static void file(Object path) {
    refuse(
        "used the file '" + path + "'",
        "keep what has to last in env.store(), read configuration before the world starts, or use a"
            + " file system in memory");
  }

  /** Called before the JDK resolves a name. */
  public static void lookup(String host) {
    if (!host.equals("localhost")) {
      refuse("looked up the name '" + host + "'", "use env.address(name) for nodes of the world");
    }
  }

  /** Called before the JDK asks for the name of an address, or of this machine. */
  public static void naming() {
    refuse("asked for the name of a machine", "env.self().name() is the node's own");
  }

  /** Called before the JDK asks for network interfaces. */
  public static void interfaces() {
    refuse("asked for the network interfaces", "nodes of a world have an address, env.self()");
  }

  /** Called before the JDK reads the standard input. */
  public static void input() {
    refuse("read System.in", "let a client of the world send what the program is to read");
  }

  /** Called before the JDK reads the environment. */
  public static void environment() {
    refuse("read the environment", "read it before the world starts, and hand the node its values");
  }

  /** Called before the JDK tells the number of the process, or how long it has run. */
  public static void process() {
    refuse(
        "asked for the process it runs in",
        "env.self() and env.incarnation() tell processes of a world apart");
  }

  /** Called before the JDK remembers what to run at the end of the JVM. */
  public static void shutdownHook() {
    refuse(
        "added a shutdown hook, which would run after all worlds",
        "leave it out in worlds: incarnations end by crashes");
  }

  private static void refuse(String what, String instead) {
    Context context = Carrier.currentContext();
    if (context == null || context instanceof StaticContext) {
      return;
    }
    Unwinding.check();
    throw context.realm.escaped(
        context.name() + " " + what + ", which is not simulated; " + instead);
  }
}
