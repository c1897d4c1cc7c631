package dev.faultline.check.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects all operations; operations that are still open are indeterminate. */
public final class Collecting implements RawListener {

  private final List<RawOperation> operations = new ArrayList<>();
  private final Map<Integer, Integer> lastOfClient = new HashMap<>();

  @Override
  public void called(RawOperation call) {
    lastOfClient.put(call.client(), operations.size());
    operations.add(call);
  }

  @Override
  public void ended(RawOperation operation) {
    operations.set(lastOfClient.getOrDefault(operation.client(), 0), operation);
  }

  /** The operations read so far, by call. */
  public List<RawOperation> operations() {
    return operations;
  }
}
