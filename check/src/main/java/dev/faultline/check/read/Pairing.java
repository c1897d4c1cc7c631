package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import dev.faultline.core.history.Operation;
import java.util.HashMap;
import java.util.Map;

/** Pairs calls with their ends as events come in, and refuses what cannot be a history. */
final class Pairing {

  private final String file;
  private final RawListener listener;
  private final Clients clients;
  private final Skipped skipped;
  private final Map<Integer, RawOperation> open = new HashMap<>();
  private final Map<Integer, Integer> retired = new HashMap<>();
  private Object current = "";
  private long position;

  Pairing(RawHistory history, RawListener listener) {
    this.file = history.file();
    this.clients = history.clients();
    this.skipped = history.skipped();
    this.listener = listener;
  }

  /** Something that is certainly no operation. */
  void skip(Skipped.Kind kind) {
    skipped.add(kind);
  }

  /** Something that the nemesis did. */
  void nemesis(int line, String f, Object value) {
    skipped.add(Skipped.Kind.NEMESIS);
    if (skipped.keepsNemesis()) {
      String text = value == Nil.NIL ? "" : value.toString();
      skipped.keep(new NemesisEvent(position, line, f, text));
    }
  }

  void event(int line, String type, Object name, String f, Object key, Object value)
      throws MalformedHistoryException {
    event(line, RawOperation.NO_INDEX, type, name, f, key, value);
  }

  void event(int line, long index, String type, Object name, String f, Object key, Object value)
      throws MalformedHistoryException {
    int process = clients.number(name);
    if (process < 0) {
      throw new MalformedHistoryException(
          file, line, "process must be a number, a keyword, a symbol or a string, not " + name);
    }
    current = name;
    switch (type) {
      case "invoke" -> invoke(line, index, process, f, key, value);
      case "ok" -> end(line, index, process, f, key, value, RawOperation.End.OK);
      case "fail" -> end(line, index, process, f, key, value, RawOperation.End.FAIL);
      case "info" -> end(line, index, process, f, key, value, RawOperation.End.INFO);
      default ->
          throw new MalformedHistoryException(
              file, line, "type must be invoke, ok, fail or info, not " + type);
    }
  }

  private void invoke(int line, long index, int process, String f, Object key, Object value)
      throws MalformedHistoryException {
    if (retired.containsKey(process)) {
      throw new MalformedHistoryException(
          file,
          line,
          "process "
              + current
              + " calls again after its indeterminate operation of line "
              + retired.get(process));
    }
    var call =
        new RawOperation(
            line,
            line,
            process,
            f,
            key,
            value,
            Nil.NIL,
            RawOperation.End.INFO,
            position++,
            Operation.NEVER,
            index,
            RawOperation.NO_INDEX);
    var before = open.put(process, call);
    if (before != null) {
      throw new MalformedHistoryException(
          file,
          line,
          "process "
              + current
              + " calls while its operation of line "
              + before.line()
              + " is open");
    }
    listener.called(call);
  }

  private void end(
      int line, long index, int process, String f, Object key, Object value, RawOperation.End end)
      throws MalformedHistoryException {
    var call = open.remove(process);
    if (call == null) {
      throw new MalformedHistoryException(
          file, line, "process " + current + " ends an operation that it never called");
    }
    if (!call.f().equals(f)) {
      throw new MalformedHistoryException(
          file,
          line,
          "process "
              + current
              + " ends "
              + f
              + ", but called "
              + call.f()
              + " in line "
              + call.line());
    }
    if (!call.key().equals(key)) {
      throw new MalformedHistoryException(
          file, line, "key " + key + " differs from " + call.key() + " in line " + call.line());
    }
    boolean indeterminate = end == RawOperation.End.INFO;
    if (indeterminate) {
      retired.put(process, call.line());
    }
    listener.ended(
        new RawOperation(
            call.line(),
            line,
            process,
            f,
            key,
            call.argument(),
            value,
            end,
            call.called(),
            indeterminate ? Operation.NEVER : position++,
            call.index(),
            index));
  }
}
