/** An application on the module path; on the class path this file has no effect. */
module consumer {
    requires io.github.emotion4j.core;
}
