package dev.faultline.sim.connection;

/**
 * Tells a connection from all others of a world, those of earlier incarnations included.
 *
 * @param opener the node that asked for it
 * @param incarnation of the opener
 * @param number of the connection among those that this incarnation opened
 */
record ConnectionId(String opener, int incarnation, long number) {
  @Override
  public String toString() {
    return opener + "/" + incarnation + "." + number;
  }
}
