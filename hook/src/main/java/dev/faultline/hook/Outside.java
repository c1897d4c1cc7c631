package dev.faultline.hook;

/** What leaves the world and is refused there. */
public final class Outside {
  private Outside() {}

  /** Called before the JDK opens a socket. */
  public static void socket() {
    refuse("opened a real socket, whose traffic no world controls");
  }

  /** Called before the JDK starts a process. */
  public static void process() {
    refuse("started a process of the operating system");
  }

  /** Called before the JVM ends. */
  public static void exit() {
    refuse("tried to end the JVM, and with it all other worlds");
  }

  private static void refuse(String what) {
    Context context = Carrier.currentContext();
    if (context != null) {
      throw context.realm.escaped(context.name() + " " + what);
    }
  }
}
