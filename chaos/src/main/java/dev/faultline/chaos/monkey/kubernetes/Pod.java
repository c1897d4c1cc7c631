package dev.faultline.chaos.monkey.kubernetes;

/**
 * A pod.
 *
 * @param uid of this one: a pod that has come since under its name has another
 * @param running whether its phase is Running and it is not being deleted
 * @param ready whether it serves
 */
public record Pod(String namespace, String name, String uid, boolean running, boolean ready) {
  @Override
  public String toString() {
    return "pod " + namespace + "/" + name + " (uid " + uid + ")";
  }
}
