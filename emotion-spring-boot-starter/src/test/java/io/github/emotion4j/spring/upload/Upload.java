package io.github.emotion4j.spring.upload;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Recording;
import java.io.IOException;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** The whole application of this module's README. */
@SpringBootApplication
@RestController
public class Upload {
    private final EmotionRecognizer recognizer;

    Upload(EmotionRecognizer recognizer) {
        this.recognizer = recognizer;
    }

    @PostMapping(path = "/perceived", produces = "application/json")
    String perceived(@RequestParam("file") MultipartFile file) throws IOException {
        String name = String.valueOf(file.getOriginalFilename());
        return recognizer.recognize(Recording.of(name, file.getBytes())).toJson();
    }
}
