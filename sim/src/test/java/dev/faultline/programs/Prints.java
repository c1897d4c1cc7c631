package dev.faultline.programs;

/** Prints as many lines as its argument says, each with the time that the one before has taken. */
public final class Prints {
  private Prints() {}

  public static void main(String[] arguments) {
    long took = 0;
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      long before = System.nanoTime();
      System.out.println(took);
      took = System.nanoTime() - before;
    }
    System.out.println(took);
  }
}
