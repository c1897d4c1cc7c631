package dev.faultline.sim;

import dev.faultline.core.Address;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Nodes of one kind: their addresses, in order, and the states of those that are up. Cannot be
 * changed. Belongs to the world's thread.
 *
 * @param <T> the class of the nodes, or of the state that a blocking node's body is given
 */
public final class NodeGroup<T> extends AbstractList<Address> implements RandomAccess {
  private final List<NodeHandle<T>> handles;

  NodeGroup(List<NodeHandle<T>> handles) {
    this.handles = List.copyOf(handles);
  }

  @Override
  public NodeHandle<T> get(int index) {
    return handles.get(index);
  }

  @Override
  public NodeHandle<T> getFirst() {
    return handles.getFirst();
  }

  @Override
  public NodeHandle<T> getLast() {
    return handles.getLast();
  }

  @Override
  public int size() {
    return handles.size();
  }

  /** The nodes, in order. */
  public List<NodeHandle<T>> handles() {
    return handles;
  }

  /** The states of the nodes that are up at present, in the order of the nodes. */
  public List<T> states() {
    List<T> states = new ArrayList<>(handles.size());
    for (NodeHandle<T> each : handles) {
      T state = each.state();
      if (state != null) {
        states.add(state);
      }
    }
    return states;
  }

  /** Whether all nodes are up. */
  public boolean allUp() {
    return handles.stream().allMatch(NodeHandle::up);
  }
}
