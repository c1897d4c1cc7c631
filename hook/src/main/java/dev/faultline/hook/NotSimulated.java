package dev.faultline.hook;

import java.io.FileDescriptor;

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
            + " file system in memory",
        "switch it off in its configuration");
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
    refuse(
        "asked for the network interfaces",
        "nodes of a world have an address, env.self()",
        "name in its configuration the host or the address that it is to use");
  }

  /** Called before the JDK reads the standard input. */
  public static void input() {
    refuse(
        "read System.in",
        "let a client of the world send what the program is to read",
        "read System.in itself, which is empty, and not its descriptor");
  }

  /** Called before the JDK makes a stream that reads a descriptor which is open already. */
  public static void descriptor(FileDescriptor descriptor) {
    if (descriptor == FileDescriptor.in) {
      input();
    }
  }

  /** Called before the JDK sends packets to find out whether a machine is there. */
  public static void reachability() {
    refuse(
        "asked whether a machine is reachable",
        "send the node a message and wait for its answer, or use a failure detector",
        "switch the check off in its configuration");
  }

  /** Called before the JDK opens a socket that has the name of a file. */
  public static void localSocket() {
    refuse(
        "opened a UNIX domain socket",
        "use env.connect(address) between nodes of the world",
        "have it use TCP");
  }

  /** Called before the JDK opens a pipe of the operating system. */
  public static void pipe() {
    refuse(
        "opened a pipe",
        "hand data from thread to thread with a BlockingQueue",
        "have it wake its selector with Selector.wakeup");
  }

  /** Called before the JDK opens a selector, whose waits would be real. */
  public static void selector() {
    refuse("opened a selector", "use env.connect(address), with a thread for each connection");
  }

  /** Called before the JDK looks for processes of this machine. */
  public static void processes() {
    refuse(
        "asked for processes of the machine",
        "nodes of a world are its processes",
        "programs of a world are its processes, and know each other by their host names");
  }

  /** Called before the JDK reads the environment. */
  public static void environment() {
    refuse("read the environment", "read it before the world starts, and hand the node its values");
  }

  /** Called before the JDK tells the number of the process, or how long it has run. */
  public static void process() {
    refuse(
        "asked for the process it runs in",
        "env.self() and env.incarnation() tell processes of a world apart",
        "switch off what writes the number of the process, or how long it has run");
  }

  /** Called before the JDK remembers what to run at the end of the JVM. */
  public static void shutdownHook() {
    refuse(
        "added a shutdown hook, which would run after all worlds",
        "leave it out in worlds: incarnations end by crashes");
  }

  /** Called before the JDK opens the preferences of a user, or of the machine. */
  public static void preferences() {
    refuseProgram("opened java.util.prefs.Preferences", "have it read a file instead");
  }

  /** Called before the JDK makes or looks for remote objects, which are the JVM's. */
  public static void remote() {
    refuseProgram("used RMI, whose objects are one JVM's", "switch it off in its configuration");
  }

  /** Called before the JDK makes a stream that writes to a descriptor which is open already. */
  public static void output(FileDescriptor descriptor) {
    if (descriptor == FileDescriptor.out || descriptor == FileDescriptor.err) {
      refuseProgram("wrote to the console's descriptor", "use System.out, or System.err");
    }
  }

  private static void refuseProgram(String what, String instead) {
    Program program = Program.current();
    if (program != null) {
      throw program.refused(what, instead);
    }
  }

  private static void refuse(String what, String instead) {
    refuse(what, instead, instead);
  }

  /**
   * Ends the step with what was tried.
   *
   * @param inProgram what to do in a program that knows nothing of worlds
   */
  private static void refuse(String what, String instead, String inProgram) {
    Context context = Carrier.currentContext();
    if (context == null || context instanceof StaticContext) {
      return;
    }
    Unwinding.check();
    throw context.realm.escaped(
        context.name()
            + " "
            + what
            + ", which is not simulated; "
            + (context.program == null ? instead : inProgram));
  }
}
