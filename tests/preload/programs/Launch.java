// SPDX-License-Identifier: Apache-2.0
// Launch keep|clear PROGRAM WORD...: starts it, with the environment or with none.
import java.io.File;
import java.util.Arrays;

public class Launch {
  public static void main(String[] words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(Arrays.asList(words).subList(1, words.length));
    if (words[0].equals("clear")) builder.environment().clear();
    System.exit(builder.inheritIO().start().waitFor());
  }
}
