package dev.faultline.sim.run;

/** What a program has used of its world so far, where that changes what the world has to do. */
public final class Uses {
  private boolean scripts;
  private boolean connections;
  private boolean incarnations;

  /** The program's own actions come at certain times, on no node. */
  public void script() {
    scripts = true;
  }

  boolean scripts() {
    return scripts;
  }

  /** Some node has connections. */
  public void connection() {
    connections = true;
  }

  boolean connections() {
    return connections;
  }

  /** The program has asked which incarnation of a node it is. */
  public void incarnation() {
    incarnations = true;
  }

  public boolean incarnations() {
    return incarnations;
  }
}
