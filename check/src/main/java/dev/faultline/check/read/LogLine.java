package dev.faultline.check.read;

/** Finds an operation in a line of a log: a process, and a type after it. */
final class LogLine {

  private static final String[] TYPES = {"invoke", "ok", "fail", "info"};

  /** The words of these logs are few: do not make a string for each. */
  private static final String[] FUNCTIONS = {"read", "write", "cas"};

  private byte[] bytes = new byte[0];
  private int length;
  private int processFrom;
  private int processTo;
  private int typeFrom;
  private String type = "";

  void take(byte[] line, int ofLength) {
    bytes = line;
    length = ofLength;
  }

  boolean isBlank() {
    return skipBlanks(0) == length;
  }

  /** Whether a word that is a type stands after a word that can be a process. */
  boolean findEvent() {
    return find(1, false);
  }

  /** Whether another event follows, apart as the first one is, or something like one is before. */
  boolean hasAnotherEvent() {
    for (int i = 1; i < processFrom; i++) {
      if (bytes[i] == ':' && bytes[i - 1] == '\t' && isLetter(bytes[i + 1])) {
        return true;
      }
    }
    int from = processFrom;
    int to = processTo;
    int at = typeFrom;
    String first = type;
    boolean another = find(at + 1 + first.length(), bytes[at - 1] == '\t');
    processFrom = from;
    processTo = to;
    typeFrom = at;
    type = first;
    return another;
  }

  private boolean find(int from, boolean afterTab) {
    for (int i = from; i < length; i++) {
      if (bytes[i] == ':' && isBlank(i - 1) && isType(i + 1)) {
        int to = i - 1;
        while (to >= 0 && isBlank(to)) {
          to--;
        }
        int start = to;
        while (start >= 0 && !isBlank(start)) {
          start--;
        }
        processFrom = start + 1;
        processTo = to + 1;
        typeFrom = i;
        if (afterTab ? bytes[i - 1] == '\t' : canBeProcess()) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isType(int at) {
    for (String word : TYPES) {
      int end = at + word.length();
      if (LogReader.holds(bytes, at, length, word) && (end == length || isBlank(end))) {
        type = word;
        return true;
      }
    }
    return false;
  }

  /** A number or the nemesis; any name where tabs stand between, or that begins the message. */
  private boolean canBeProcess() {
    if (processTo <= processFrom) {
      return false;
    }
    return isNumber(processFrom, processTo)
        || isOfNemesis()
        || bytes[processTo - 1] != ':'
            && (bytes[typeFrom - 1] == '\t'
                || processFrom == skipBlanks(Math.max(0, afterLogger())));
  }

  boolean isOfNemesis() {
    return LogReader.holds(bytes, processFrom, processTo, ":nemesis")
        && Clients.isNemesis(new Keyword(LogReader.string(bytes, processFrom + 1, processTo)));
  }

  private boolean isNumber(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return to > from && to - from <= 18;
  }

  /**
   * Whether a line in which no event was found may be one that was damaged: it has a keyword after
   * a tab, or begins with a number, or has a type, where Jepsen logs operations; or it begins as
   * the lines of a log without a logger do, or is an operation as a map.
   */
  boolean looksLikeEvent() {
    if (DamagedLine.looksLikeEvent(bytes, length)) {
      return true;
    }
    int message = afterLogger();
    for (int i = 0; i < length; i++) {
      if (bytes[i] == ':' && i > 0 && isBlank(i - 1)) {
        boolean keyword = i + 1 < length && isLetter(bytes[i + 1]);
        if (bytes[i - 1] == '\t' && keyword || message >= 0 && isType(i + 1)) {
          return true;
        }
      }
    }
    int from = skipBlanks(Math.max(0, message));
    int to = from;
    while (to < length && bytes[to] >= '0' && bytes[to] <= '9') {
      to++;
    }
    return to > from
        && (message >= 0 && (to == length || isBlank(to)) || to < length && bytes[to] == '\t');
  }

  /** Where the text of Jepsen's logger of operations begins, -1 if another one wrote the line. */
  private int afterLogger() {
    String logger = "jepsen.util";
    for (int i = 0; i + logger.length() < length; i++) {
      if (bytes[i] == 'j' && LogReader.holds(bytes, i, length, logger)) {
        int at = i + logger.length();
        at = skipBlanks(bytes[at] == ':' ? at + 1 : at);
        return at + 1 < length && bytes[at] == '-' && isBlank(at + 1) ? skipBlanks(at + 1) : at;
      }
    }
    return -1;
  }

  private static boolean isLetter(byte b) {
    return b >= 'a' && b <= 'z';
  }

  String type() {
    return type;
  }

  Object process() {
    if (isNumber(processFrom, processTo)) {
      long number = 0;
      for (int i = processFrom; i < processTo; i++) {
        number = number * 10 + bytes[i] - '0';
      }
      return number;
    }
    String name = LogReader.string(bytes, processFrom, processTo);
    return name.startsWith(":") ? new Keyword(name.substring(1)) : name;
  }

  /** Where the word after the type begins. */
  int afterType() {
    return skipBlanks(typeFrom + 1 + type.length());
  }

  int endOfWord(int from) {
    int at = from;
    while (at < length && !isBlank(at)) {
      at++;
    }
    return at;
  }

  int skipBlanks(int from) {
    int at = from;
    while (at < length && isBlank(at)) {
      at++;
    }
    return at;
  }

  String text(int from, int to) {
    for (String word : FUNCTIONS) {
      if (word.length() == to - from && LogReader.holds(bytes, from, to, word)) {
        return word;
      }
    }
    return LogReader.string(bytes, from, to);
  }

  private boolean isBlank(int at) {
    return bytes[at] == ' ' || bytes[at] == '\t';
  }
}
