/** Published bugs of state that replicas should agree on, as worlds. */
@NullMarked
package dev.faultline.examples.state;

import org.jspecify.annotations.NullMarked;
