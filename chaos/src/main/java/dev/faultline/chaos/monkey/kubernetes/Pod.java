package dev.faultline.chaos.monkey.kubernetes;

/**
 * A pod.
 *
 * @param uid the identity of this pod; a later pod of the same name has another
 * @param running whether its phase is Running and it is not being deleted
 * @param ready whether the pod is ready to serve
 */
public record Pod(String namespace, String name, String uid, boolean running, boolean ready) {
  @Override
  public String toString() {
    return "pod " + namespace + "/" + name + " (uid " + uid + ")";
  }
}
